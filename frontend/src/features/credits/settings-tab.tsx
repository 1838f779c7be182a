import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { CreditSettings } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { asProblem } from '@/lib/problem';
import { formatInstant } from '@/lib/time';
import { LeaveGuard } from '@/ui/leave-guard';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';
import { QueryView } from '@/ui/query-view';

import { t } from './access-messages';
import { creditSettingsQuery, useChangeCreditSettings } from './queries';
import { formOf, readSettings } from './settings';

/** Which credits are MAP credits, and when an expiry is worth a warning. */
export function CreditSettingsTab({ receiver }: { receiver: string }) {
  const query = useQuery(creditSettingsQuery(receiver));
  return (
    <QueryView query={query} what={t('theSettings')}>
      {(settings) => <SettingsForm key={settings.version} receiver={receiver} settings={settings} onReload={() => void query.refetch()} />}
    </QueryView>
  );
}

function SettingsForm({ receiver, settings, onReload }: { receiver: string; settings: CreditSettings; onReload: () => void }) {
  const opened = formOf(settings);
  const [form, setForm] = useState(opened);
  const [sent, setSent] = useState(false);
  const change = useChangeCreditSettings(receiver);
  const { notify } = usePageActions();
  const reason = useOperatorReason();
  const read = readSettings(form, settings.version);
  const problems = sent && 'problems' in read ? read.problems : {};
  const dirty = form.patterns !== opened.patterns || form.days !== opened.days;
  const submit = () => {
    setSent(true);
    if (reason !== undefined || change.isPending || 'problems' in read) return;
    change.mutate(read.request, { onSuccess: () => notify({ id: 'credit-settings', type: 'success', header: t('settingsSaved') }) });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Container
        header={
          <Header variant="h2" description={changedText(settings)}>
            {t('settingsTitle')}
          </Header>
        }
      >
        <SpaceBetween size="m">
          <FormField label={t('patterns')} constraintText={t('patternsRule')} errorText={problems.patterns}>
            <Textarea value={form.patterns} rows={5} spellcheck={false} onChange={({ detail }) => setForm((before) => ({ ...before, patterns: detail.value }))} />
          </FormField>
          <FormField label={t('days')} constraintText={t('daysRule')} errorText={problems.days}>
            <Input value={form.days} inputMode="numeric" onChange={({ detail }) => setForm((before) => ({ ...before, days: detail.value }))} />
          </FormField>
          <Button variant="primary" loading={change.isPending} disabled={reason !== undefined} disabledReason={reason ?? ''}>
            {t('saveSettings')}
          </Button>
          {change.isError && <ProblemAlert what={t('settingsNotSaved')} error={change.error} />}
          {change.isError && asProblem(change.error).status === 409 && (
            <Button formAction="none" onClick={onReload}>
              {t('reload')}
            </Button>
          )}
        </SpaceBetween>
      </Container>
      <LeaveGuard isDirty={() => dirty && !change.isSuccess} title={t('leaveTitle')} text={t('leaveText')} />
    </form>
  );
}

function changedText({ changed_by: person, changed_at: instant }: CreditSettings): string {
  return person === undefined || instant === undefined ? t('shipped') : t('changed', { person, instant: formatInstant(instant) });
}
