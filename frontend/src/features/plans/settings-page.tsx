import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import type { PlanSettings } from '@/api/types';
import { useAdminReason } from '@/features/identity/queries';
import { paths } from '@/lib/paths';
import { asProblem } from '@/lib/problem';
import { formatInstant } from '@/lib/time';
import { AppLink, useGo } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { LeaveGuard } from '@/ui/leave-guard';
import { usePageActions, usePageHeading, usePageHelp } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';
import { QueryView } from '@/ui/query-view';
import { useOnce } from '@/ui/use-once';

import { PlansHelp } from './help';
import { planSettingsQuery, useSavePlanSettings } from './queries';
import { limitCurrency, readSettings, settingsForm } from './settings';
import { t } from './settings-messages';

const help = <PlansHelp />;

/** When a second person has to approve, and what becomes of amounts that AWS does not take at once. */
export function PlanSettingsPage({ receiver }: { receiver: string }) {
  const query = useQuery(planSettingsQuery(receiver));
  usePageHeading({ subject: t('page') });
  usePageHelp(help);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink about={t('about')} topic={help} />}
          description={t('intro')}
          actions={<AppLink href={paths.plans(receiver)}>{t('allPlans')}</AppLink>}
        >
          {t('page')}
        </Header>
      }
    >
      <QueryView query={query} what={t('theSettings')}>
        {(settings) => <Limits key={settings.version} receiver={receiver} settings={settings} onReload={() => void query.refetch()} />}
      </QueryView>
    </ContentLayout>
  );
}

function Limits({ receiver, settings, onReload }: { receiver: string; settings: PlanSettings; onReload: () => void }) {
  const [form, setForm] = useState(() => settingsForm(settings));
  const [dirty, setDirty] = useState(false);
  const [sent, setSent] = useState(false);
  const left = useRef(false);
  const once = useOnce();
  const save = useSavePlanSettings(receiver);
  const { notify } = usePageActions();
  const go = useGo();
  const reason = useAdminReason();
  const read = readSettings(form, settings);
  const problems = sent && 'problems' in read ? read.problems : {};
  const currency = limitCurrency(settings);
  const change = (part: Partial<typeof form>) => {
    setDirty(true);
    setForm((before) => ({ ...before, ...part }));
  };
  const submit = () => {
    setSent(true);
    if ('problems' in read || reason !== undefined || !once.begin()) return;
    save.mutate(read.request, {
      onError: once.again,
      onSuccess: () => {
        left.current = true;
        notify({ id: 'plan-settings', type: 'success', header: t('saved') });
        go(paths.plans(receiver));
      },
    });
  };
  const amount = (name: 'plan' | 'item', label: string, description: string) => (
    <FormField label={label} description={description} errorText={problems[name]}>
      <Input value={form[name]} inputMode="decimal" readOnly={reason !== undefined} onChange={({ detail }) => change({ [name]: detail.value })} />
    </FormField>
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <LeaveGuard isDirty={() => dirty && !left.current} title={t('leaveTitle')} text={t('leaveText')} />
      <Form
        errorText={sent && 'problems' in read ? t('errors') : undefined}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={() => go(paths.plans(receiver))}>
              {t('cancel')}
            </Button>
            <Button variant="primary" loading={save.isPending} disabled={reason !== undefined} disabledReason={reason ?? ''}>
              {t('save')}
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Container>
            <SpaceBetween size="l">
              {amount('plan', t('planLimit'), t('planLimitRule', { currency }))}
              {amount('item', t('itemLimit'), t('itemLimitRule', { currency }))}
              <FormField label={t('beyond')} description={t('beyondRule')}>
                <RadioGroup
                  value={form.beyond}
                  readOnly={reason !== undefined}
                  items={[
                    { value: 'split', label: t('split') },
                    { value: 'refuse', label: t('refuse') },
                  ]}
                  onChange={({ detail }) => change({ beyond: detail.value === 'refuse' ? 'refuse' : 'split' })}
                />
              </FormField>
              <Box color="text-body-secondary">
                {settings.changed_by === undefined ? t('asTheyCame') : t('changedBy', { person: settings.changed_by, instant: formatInstant(settings.changed_at) })}
              </Box>
            </SpaceBetween>
          </Container>
          {save.isError && <ProblemAlert what={t('notSaved')} error={save.error} />}
          {save.isError && asProblem(save.error).status === 409 && (
            <Button formAction="none" onClick={onReload}>
              {t('reload')}
            </Button>
          )}
        </SpaceBetween>
      </Form>
    </form>
  );
}
