import ProgressBar from '@cloudscape-design/components/progress-bar';

import type { Job } from '@/api/types';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import type { Notice } from '@/ui/page-slots';

import { t } from './progress-messages';

/** The share that is done, in percent; 0 while the items are being counted. */
function progressPercent(job: Job): number {
  return job.progress.total === 0 ? 0 : Math.floor((100 * job.progress.done) / job.progress.total);
}

/** "12 of 24 done, 1 failed", or that the items are being counted. */
export function progressText(job: Job): string {
  const { done, total, failed } = job.progress;
  if (total === 0) return t('counting');
  return failed > 0 ? t('progressFailed', { done, total, failed }) : t('progress', { done, total });
}

/** The progress of a job, for a message or a page. */
export function JobProgressBar({ job, variant }: { job: Job; variant: 'flash' | 'standalone' }) {
  return (
    <ProgressBar
      variant={variant}
      value={progressPercent(job)}
      {...(variant === 'flash' ? { ariaLabel: job.title } : { label: job.title })}
      additionalInfo={progressText(job)}
      {...(job.message !== undefined && { description: job.message })}
    />
  );
}

/** The message about a job at work. */
export function runningNotice(receiver: string, job: Job): Notice {
  const waiting = job.status === 'waiting';
  return {
    id: `job-${job.job_id}`,
    type: waiting ? 'warning' : 'in-progress',
    header: waiting ? t('isWaiting', { title: job.title }) : job.title,
    content: <JobProgressBar job={job} variant="flash" />,
    action: <AppLink href={paths.job(receiver, job.job_id)}>{t('viewJob')}</AppLink>,
  };
}

/** What is said once a job has ended, in place of the message about its progress. */
export function endNotice(receiver: string, job: Job): Notice {
  const link = <AppLink href={paths.job(receiver, job.job_id)}>{t('viewJob')}</AppLink>;
  const id = `job-${job.job_id}`;
  const content = job.progress.total === 1 && job.message !== undefined ? job.message : `${progressText(job)}. ${job.message ?? ''}`;
  switch (job.status) {
    case 'succeeded':
      return { id, type: 'success', header: t('hasSucceeded', { title: job.title }), content, action: link };
    case 'partially_succeeded':
      return { id, type: 'warning', header: t('hasPartly', { title: job.title }), content, action: link };
    case 'canceled':
      return { id, type: 'info', header: t('isCanceled', { title: job.title }), content, action: link };
    case 'failed':
      return { id, type: 'error', header: t('hasFailed', { title: job.title }), content, action: link };
    case 'queued':
    case 'running':
    case 'waiting':
      return { id, type: 'info', header: job.title, content, action: link };
    default:
      return unreachableStatus(job.status);
  }
}

function unreachableStatus(status: never): never {
  throw new Error(`${String(status)} is not a job status`);
}
