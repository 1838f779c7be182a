import ProgressBar from '@cloudscape-design/components/progress-bar';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import type { Job } from '@/api/types';
import { jobQuery } from '@/features/jobs/queries';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import type { Notice } from '@/ui/page-slots';
import { usePageActions } from '@/ui/page-slots';

import { t } from './messages';
import { ledgerQuery } from './queries';

/** How often pages read their figures again while a collection fills them, in milliseconds. */
export const figuresInterval = 5_000;

/** The collection of the receiver that runs now. It is read from the server, so it is the same after a reload. */
export function useRunningCollection(receiver: string | undefined): Job | undefined {
  const { data } = useQuery({ ...ledgerQuery(receiver ?? ''), enabled: receiver !== undefined });
  return receiver === undefined ? undefined : data?.running_job;
}

/** The share that is done, in percent; 0 while the items are being counted. */
export function progressPercent(job: Job): number {
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

/** The message about the running collection; also says how it ended and has the pages read their figures again. */
export function useCollectionNotice(receiver: string | undefined): Notice | undefined {
  const running = useRunningCollection(receiver);
  useCollectionEnd(receiver, running?.job_id);
  if (receiver === undefined || running === undefined) return undefined;
  return {
    id: `collection-${running.job_id}`,
    type: running.status === 'waiting' ? 'warning' : 'in-progress',
    header: running.status === 'waiting' ? t('isWaiting', { title: running.title }) : running.title,
    content: <JobProgressBar job={running} variant="flash" />,
    action: (
      <AppLink href={paths.job(receiver, running.job_id)} variant="primary">
        {t('viewJob')}
      </AppLink>
    ),
  };
}

function useCollectionEnd(receiver: string | undefined, runningId: string | undefined) {
  const queryClient = useQueryClient();
  const { notify } = usePageActions();
  const [watched, setWatched] = useState<{ receiver: string; jobId: string }>();
  if (receiver !== undefined && runningId !== undefined && watched?.jobId !== runningId) setWatched({ receiver, jobId: runningId });
  useEffect(() => {
    if (watched === undefined || runningId !== undefined || receiver !== watched.receiver) return;
    void queryClient.fetchQuery({ ...jobQuery(watched.receiver, watched.jobId), staleTime: 0 }).then((job) => {
      notify(endNotice(watched.receiver, job));
      setWatched(undefined);
      return queryClient.invalidateQueries();
    });
  }, [watched, runningId, receiver, queryClient, notify]);
}

function endNotice(receiver: string, job: Job): Notice {
  const link = <AppLink href={paths.job(receiver, job.job_id)}>{t('viewJob')}</AppLink>;
  const id = `collection-${job.job_id}`;
  const content = `${progressText(job)}. ${job.message ?? ''}`;
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
