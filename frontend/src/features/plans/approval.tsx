import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';

import type { Plan, PlanApproval } from '@/api/types';
import { useApproverReason, usePrincipal } from '@/features/identity/queries';
import { formatInstant } from '@/lib/time';
import { ProblemAlert } from '@/ui/problem-alert';
import { StateBadge } from '@/ui/state-badges';
import { useOnce } from '@/ui/use-once';

import { useDecidePlan } from './queries';
import { t } from './review-messages';
import { approvalWords } from './words';

/** What a second person said of the plan, or is asked to say. */
export function Approval({ receiver, plan, approval }: { receiver: string; plan: Plan; approval: PlanApproval }) {
  return (
    <Container header={<Header variant="h2">{t('approvalTitle')}</Header>}>
      <SpaceBetween size="m">
        <SpaceBetween size="xs">
          <StateBadge words={approvalWords[approval.state]} />
          <Box>{approval.reason}</Box>
          {approval.decided_by !== undefined && (
            <Box>
              {t(approval.state === 'rejected' ? 'rejectedBy' : 'approvedBy', { person: approval.decided_by, instant: formatInstant(approval.decided_at) })}
            </Box>
          )}
          {approval.note !== undefined && <Box>{t('noteBy', { note: approval.note })}</Box>}
        </SpaceBetween>
        {approval.state === 'needed' && plan.status === 'draft' && <Decision receiver={receiver} plan={plan} />}
      </SpaceBetween>
    </Container>
  );
}

/** The longest note the contract takes. */
const longestNote = 500;

function Decision({ receiver, plan }: { receiver: string; plan: Plan }) {
  const [note, setNote] = useState('');
  const once = useOnce();
  const decide = useDecidePlan(receiver);
  const roleReason = useApproverReason();
  const own = usePrincipal() === plan.created_by;
  const reason = own ? t('own') : roleReason;
  const button = (decision: 'approve' | 'reject') => (
    <Button
      variant={decision === 'approve' ? 'primary' : 'normal'}
      disabled={reason !== undefined || decide.isPending}
      disabledReason={reason ?? ''}
      loading={decide.isPending && decide.variables.decision === decision}
      onClick={() => once.begin() && decide.mutate({ plan, decision, note }, { onError: once.again })}
    >
      {t(decision)}
    </Button>
  );
  return (
    <SpaceBetween size="m">
      <FormField
        label={
          <>
            {t('note')} <i>- {t('optional')}</i>
          </>
        }
        constraintText={t('noteRule')}
      >
        <Textarea value={note} rows={2} disabled={reason !== undefined} onChange={({ detail }) => setNote(detail.value.slice(0, longestNote))} />
      </FormField>
      {own && <Box color="text-body-secondary">{t('own')}</Box>}
      {decide.isError && <ProblemAlert what={t('notDecided')} error={decide.error} />}
      <SpaceBetween direction="horizontal" size="xs">
        {button('approve')}
        {button('reject')}
      </SpaceBetween>
    </SpaceBetween>
  );
}
