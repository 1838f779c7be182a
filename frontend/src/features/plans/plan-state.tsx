import Alert from '@cloudscape-design/components/alert';
import type { AlertProps } from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { Plan, PlanStatus } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import { AppLink, useGo } from '@/ui/app-link';
import { ProblemAlert } from '@/ui/problem-alert';

import { AfterApply, JobOf } from './after-apply';
import { t } from './messages';
import { intentionOf, useCreatePlan } from './queries';
import { isOfLineItems } from './words';

interface StateWords {
  type: AlertProps.Type;
  title: string;
  text: (plan: Plan) => string;
}

const words: Record<PlanStatus, StateWords> = {
  draft: { type: 'info', title: t('draftTitle'), text: (plan) => t('draftText', { instant: formatInstant(plan.expires_at) }) },
  stale: { type: 'warning', title: t('staleTitle'), text: () => t('discardedText') },
  expired: { type: 'warning', title: t('expiredTitle'), text: () => t('expiredText') },
  discarded: { type: 'info', title: t('discardedTitle'), text: () => t('discardedText') },
  applying: { type: 'info', title: t('applyingTitle'), text: () => t('applyingText') },
  applied: { type: 'success', title: t('doneTitle'), text: () => t('doneText') },
  partially_applied: { type: 'warning', title: t('partlyTitle'), text: () => t('partlyText') },
  failed: { type: 'error', title: t('failedTitle'), text: () => t('failedText') },
  rejected: { type: 'warning', title: t('rejectedTitle'), text: () => t('discardedText') },
  undone: { type: 'info', title: t('undoneTitle'), text: () => t('undoneText') },
};

/** From these, the same change can be planned anew. */
const repeatable: PlanStatus[] = ['stale', 'expired', 'discarded', 'rejected', 'failed'];

/** Of these, something was done or tried at AWS. */
const wasApplied: PlanStatus[] = ['applied', 'partially_applied', 'failed', 'undone'];

/** What failed of a plan of line items is applied again by the same plan: another one would make twice what was done. */
function isRepeatable({ status, kind }: Plan): boolean {
  return repeatable.includes(status) && !(status === 'failed' && isOfLineItems(kind));
}

/** How far the plan is, and what can be done about it. */
export function PlanState({ receiver, plan }: { receiver: string; plan: Plan }) {
  const { type, title, text } = words[plan.status];
  return (
    <Alert type={type} header={title} action={isRepeatable(plan) && <CreateAgain receiver={receiver} plan={plan} />}>
      <div role="status">
        <SpaceBetween size="s">
          <div>
            {plan.status_note !== undefined && `${plan.status_note} `}
            {text(plan)}
          </div>
          {plan.job_id !== undefined && <JobOf receiver={receiver} plan={plan} jobId={plan.job_id} />}
          {isOfLineItems(plan.kind)
            ? wasApplied.includes(plan.status) && <AfterApply receiver={receiver} plan={plan} />
            : plan.status === 'applied' && (
                <AppLink href={paths.transfers(receiver)} variant="primary">
                  {t('toTransfers')}
                </AppLink>
              )}
        </SpaceBetween>
      </div>
    </Alert>
  );
}

function CreateAgain({ receiver, plan }: { receiver: string; plan: Plan }) {
  const create = useCreatePlan(receiver);
  const go = useGo();
  const roleReason = useOperatorReason();
  const reason = roleReason ?? (plan.request === undefined ? t('notAgain') : undefined);
  return (
    <SpaceBetween size="s">
      <Button
        disabled={reason !== undefined}
        disabledReason={reason ?? ''}
        loading={create.isPending}
        onClick={() => {
          if (plan.request === undefined) return;
          create.mutate(intentionOf(plan.request), { onSuccess: (made) => go(paths.plan(receiver, made.plan_id)) });
        }}
      >
        {t('createAgain')}
      </Button>
      {create.isError && <ProblemAlert what={t('notCreated')} error={create.error} />}
    </SpaceBetween>
  );
}
