import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';

import type { Plan } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { ProblemAlert } from '@/ui/problem-alert';
import { useOnce } from '@/ui/use-once';

import { t } from './messages';
import { useReceiverName } from './plan-review';
import { useApplyPlan, useDiscardPlan } from './queries';
import { t as review } from './review-messages';

/** The last step: applies the plan as it was read, after a typed word where the plan asks for one, and a tick where its amounts are estimated. */
export function ApplyPlan({ receiver, plan }: { receiver: string; plan: Plan }) {
  const [typed, setTyped] = useState('');
  const [understood, setUnderstood] = useState(false);
  const once = useOnce();
  const apply = useApplyPlan(receiver);
  const discard = useDiscardPlan(receiver);
  const roleReason = useOperatorReason();
  const name = useReceiverName(receiver);
  const word = plan.confirm_word;
  const busy = apply.isPending || apply.isSuccess || discard.isPending;
  const unconfirmed = word !== undefined && typed.trim() !== word;
  const refusal = plan.simulated === true ? review('simulatedText') : plan.approval?.state === 'needed' ? review('needsApproval') : undefined;
  const estimated = plan.totals?.some((total) => total.estimated === true) === true;
  const unread = estimated && !understood ? review('understoodReason') : undefined;
  const locked = roleReason !== undefined || refusal !== undefined || busy;
  const reason = roleReason ?? refusal ?? (busy ? t('asking') : undefined) ?? unread ?? (unconfirmed ? t('confirmReason', { word }) : undefined);
  const submit = () => {
    if (reason === undefined && once.begin()) apply.mutate({ plan, confirm: word }, { onError: once.again });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Container header={<Header variant="h2">{t('applyTitle')}</Header>}>
        <SpaceBetween size="m">
          <Box>{t('applyText', { name, id: receiver })}</Box>
          {refusal !== undefined && <Box color="text-body-secondary">{refusal}</Box>}
          {estimated && (
            <Checkbox checked={understood} disabled={locked} onChange={({ detail }) => setUnderstood(detail.checked)}>
              {review('understood')}
            </Checkbox>
          )}
          {word !== undefined && (
            <FormField label={t('confirmLabel', { word })}>
              <Input
                value={typed}
                placeholder={word}
                autoComplete={false}
                disabled={locked}
                onChange={({ detail }) => setTyped(detail.value)}
              />
            </FormField>
          )}
          {apply.isError && <ProblemAlert what={t('notApplied')} error={apply.error} />}
          {discard.isError && <ProblemAlert what={t('notDiscarded')} error={discard.error} />}
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="primary" disabled={reason !== undefined} disabledReason={reason ?? ''} loading={apply.isPending}>
              {t('apply')}
            </Button>
            <Button
              formAction="none"
              disabled={roleReason !== undefined || busy}
              disabledReason={roleReason ?? t('asking')}
              loading={discard.isPending}
              onClick={() => discard.mutate(plan.plan_id)}
            >
              {t('discard')}
            </Button>
          </SpaceBetween>
        </SpaceBetween>
      </Container>
    </form>
  );
}
