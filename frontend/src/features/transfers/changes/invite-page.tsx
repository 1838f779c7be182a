import Container from '@cloudscape-design/components/container';
import { useState } from 'react';

import { useNow } from '@/features/identity/queries';
import { PlanFormPage } from '@/features/plans/plan-form-page';
import { paths } from '@/lib/paths';

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
  const problems = invitationProblems(form, receiver);
  const wrong = Object.values(problems).some((problem) => problem !== undefined);
  return (
    <PlanFormPage
      receiver={receiver}
      words={{
        title: t('inviteTitle'),
        intro: t('quota'),
        about: t('about'),
        errors: t('errors'),
        notPlanned: t('notPlanned'),
        leaveTitle: t('leaveTitle'),
        leaveText: t('leaveText'),
      }}
      help={help}
      back={paths.transfers(receiver)}
      dirty={dirty}
      intention={() => (wrong ? undefined : { invite: inviteRequest(form) })}
    >
      {(sent) => (
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
      )}
    </PlanFormPage>
  );
}
