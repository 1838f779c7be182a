import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import type { Plan } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { JobProgressBar } from '@/features/jobs/job-progress';
import { jobQuery } from '@/features/jobs/queries';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { AppLink, useGo } from '@/ui/app-link';
import { ProblemAlert } from '@/ui/problem-alert';
import { useOnce } from '@/ui/use-once';

import { t as page } from './messages';
import { useApplyPlan, useUndoPlan } from './queries';
import { t } from './review-messages';
import { isOfLineItems } from './words';

/** How far the job of the plan is, and after its end how many items were done and what failed. */
export function JobOf({ receiver, plan, jobId }: { receiver: string; plan: Plan; jobId: string }) {
  const { data: job } = useQuery(jobQuery(receiver, jobId));
  const running = plan.status === 'applying';
  return (
    <SpaceBetween size="xs">
      {job !== undefined && running && <JobProgressBar job={job} variant="standalone" />}
      {job !== undefined && !running && (
        <div>
          {t('ended', {
            done: formatCount(job.progress.done - job.progress.failed),
            total: formatCount(job.progress.total),
            failed: formatCount(job.progress.failed),
          })}
        </div>
      )}
      <SpaceBetween direction="horizontal" size="m">
        <AppLink href={paths.job(receiver, jobId)} variant="primary">
          {page('viewJob')}
        </AppLink>
        {job !== undefined && !running && job.progress.failed > 0 && isOfLineItems(plan.kind) && (
          <AppLink href={paths.plan(receiver, plan.plan_id, { filter: ['status:eq:failed'] })} variant="primary">
            {t('showFailed')}
          </AppLink>
        )}
      </SpaceBetween>
    </SpaceBetween>
  );
}

/** What can be done about a plan of line items that was applied: see what it made, try again what failed, take it back. */
export function AfterApply({ receiver, plan }: { receiver: string; plan: Plan }) {
  const go = useGo();
  const again = useApplyPlan(receiver);
  const undo = useUndoPlan(receiver);
  const roleReason = useOperatorReason();
  const once = useOnce();
  const busy = again.isPending || undo.isPending;
  const unfinished = plan.status === 'partially_applied' || plan.status === 'failed';
  const takeable = plan.reversible && plan.undone_by === undefined && (plan.status === 'applied' || plan.status === 'partially_applied');
  const common = { disabled: roleReason !== undefined || busy, disabledReason: roleReason ?? page('asking') };
  return (
    <SpaceBetween size="s">
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        {unfinished && (
          <Button {...common} loading={again.isPending} onClick={() => once.begin() && again.mutate({ plan, confirm: plan.confirm_word }, { onSettled: once.again })}>
            {t('again')}
          </Button>
        )}
        {takeable && (
          <Button {...common} loading={undo.isPending} onClick={() => once.begin() && undo.mutate(plan.plan_id, { onSettled: once.again, onSuccess: (made) => go(paths.plan(receiver, made.plan_id)) })}>
            {t('takeBack')}
          </Button>
        )}
        <AppLink href={paths.lineItems(receiver, plan.period === undefined ? {} : { period: plan.period })} variant="primary">
          {t('toLineItems')}
        </AppLink>
      </SpaceBetween>
      {takeable && <div>{t('takeBackText')}</div>}
      {again.isError && <ProblemAlert what={page('notApplied')} error={again.error} />}
      {undo.isError && <ProblemAlert what={t('notTakenBack')} error={undo.error} />}
    </SpaceBetween>
  );
}
