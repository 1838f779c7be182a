import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import type { Job } from '@/api/types';
import type { Notice } from '@/ui/page-slots';
import { usePageActions } from '@/ui/page-slots';

import { endNotice, runningNotice } from './job-progress';
import { isWorking, newestJobsQuery } from './queries';

const none: Job[] = [];

/**
 * The messages about plans being applied and schedules at work. They are read from the server, so they are the same on every page and after a reload; when one has ended,
 * that is said and every list is read again.
 */
export function useJobNotices(receiver: string | undefined): Notice[] {
  const { data } = useQuery({ ...newestJobsQuery(receiver ?? ''), enabled: receiver !== undefined });
  const jobs = receiver === undefined ? none : (data?.items ?? none);
  useEnds(receiver, jobs);
  return receiver === undefined ? [] : jobs.filter(isWorking).map((job) => runningNotice(receiver, job));
}

function useEnds(receiver: string | undefined, jobs: Job[]) {
  const queryClient = useQueryClient();
  const { notify } = usePageActions();
  const [watched, setWatched] = useState<readonly string[]>([]);
  const working = jobs.filter(isWorking).map((job) => job.job_id);
  if (working.some((id) => !watched.includes(id))) setWatched([...new Set([...watched, ...working])]);
  useEffect(() => {
    if (receiver === undefined) return;
    const ended = jobs.filter((job) => watched.includes(job.job_id) && !isWorking(job));
    if (ended.length === 0) return;
    for (const job of ended) notify(endNotice(receiver, job));
    setWatched((before) => before.filter((id) => !ended.some((job) => job.job_id === id)));
    void queryClient.invalidateQueries();
  }, [receiver, jobs, watched, notify, queryClient]);
}
