import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRef, useState } from 'react';

import { useNow, useOperatorReason } from '@/features/identity/queries';
import { useCreatePlan } from '@/features/plans/queries';
import { paths } from '@/lib/paths';
import { useGo } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { LeaveGuard } from '@/ui/leave-guard';
import { usePageHelp } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';
import { useOnce } from '@/ui/use-once';

import { ChangesHelp } from './help';
import { InviteFields } from './invite-fields';
import type { Invitation } from './invitation';
import { invitationProblems, inviteRequest } from './invitation';
import { t } from './messages';
import { startChoices } from './rules';

const help = <ChangesHelp />;

/** What the page of an invitation is told by its address: who was invited before. */
export interface InvitePageProps {
  receiver: string;
  account: string;
  name: string;
}

/** Asks an organization to hand its bill over. Sending the form makes a plan; the plan invites. */
export function InvitePage({ receiver, account, name }: InvitePageProps) {
  const choices = startChoices(useNow());
  const [form, setForm] = useState<Invitation>({
    by: 'account',
    account,
    email: '',
    name,
    starts: choices.find((choice) => choice.problem === undefined)?.month ?? '',
    notes: '',
  });
  const [dirty, setDirty] = useState(false);
  const [sent, setSent] = useState(false);
  const left = useRef(false);
  const once = useOnce();
  const create = useCreatePlan(receiver);
  const go = useGo();
  const roleReason = useOperatorReason();
  usePageHelp(help);
  const problems = invitationProblems(form, receiver);
  const wrong = Object.values(problems).some((problem) => problem !== undefined);
  const submit = () => {
    setSent(true);
    if (wrong || roleReason !== undefined || !once.begin()) return;
    create.mutate(
      { invite: inviteRequest(form) },
      {
        onError: once.again,
        onSuccess: (plan) => {
          left.current = true;
          go(paths.plan(receiver, plan.plan_id));
        },
      },
    );
  };
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink about={t('about')} topic={help} />} description={t('quota')}>
          {t('inviteTitle')}
        </Header>
      }
    >
      <LeaveGuard isDirty={() => dirty && !left.current} title={t('leaveTitle')} text={t('leaveText')} stay={t('stay')} leave={t('leave')} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Form
          errorText={sent && wrong ? t('errors') : undefined}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => go(paths.transfers(receiver))}>
                {t('cancel')}
              </Button>
              <Button variant="primary" loading={create.isPending} disabled={roleReason !== undefined} disabledReason={roleReason ?? ''}>
                {t('review')}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Container>
              <InviteFields
                form={form}
                choices={choices}
                problems={sent ? problems : {}}
                onForm={(change) => {
                  setDirty(true);
                  setForm((before) => ({ ...before, ...change }));
                }}
              />
            </Container>
            {create.isError && <ProblemAlert what={t('notPlanned')} error={create.error} />}
          </SpaceBetween>
        </Form>
      </form>
    </ContentLayout>
  );
}
