import Alert from '@cloudscape-design/components/alert';
import type { AlertProps } from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import type { Plan, PlanStatus } from '@/api/types';
import { JobProgressBar } from '@/features/collections/running-collection';
import { useOperatorReason } from '@/features/identity/queries';
import { jobQuery } from '@/features/jobs/queries';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import { AppLink, useGo } from '@/ui/app-link';
import { ProblemAlert } from '@/ui/problem-alert';

import { t } from './messages';
import { intentionOf, useCreatePlan } from './queries';

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
const repeatable: PlanStatus[] = ['stale', 'expired', 'discarded', 'failed'];

/** How far the plan is, and what can be done about it. */
export function PlanState({ receiver, plan }: { receiver: string; plan: Plan }) {
  const { type, title, text } = words[plan.status];
  return (
    <Alert type={type} header={title} action={repeatable.includes(plan.status) && <CreateAgain receiver={receiver} plan={plan} />}>
      <div role="status">
        <SpaceBetween size="s">
          <div>
            {plan.status_note !== undefined && `${plan.status_note} `}
            {text(plan)}
          </div>
          {plan.job_id !== undefined && <JobOf receiver={receiver} jobId={plan.job_id} running={plan.status === 'applying'} />}
          {plan.status === 'applied' && (
            <AppLink href={paths.transfers(receiver)} variant="primary">
              {t('toTransfers')}
            </AppLink>
          )}
        </SpaceBetween>
      </div>
    </Alert>
  );
}

function JobOf({ receiver, jobId, running }: { receiver: string; jobId: string; running: boolean }) {
  const { data: job } = useQuery({ ...jobQuery(receiver, jobId), enabled: running });
  return (
    <SpaceBetween size="xs">
      {running && job !== undefined && <JobProgressBar job={job} variant="standalone" />}
      <AppLink href={paths.job(receiver, jobId)} variant="primary">
        {t('viewJob')}
      </AppLink>
    </SpaceBetween>
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
