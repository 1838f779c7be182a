import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import type { Job } from '@/api/types';
import { endNotice, runningNotice } from '@/features/jobs/job-progress';
import { jobQuery } from '@/features/jobs/queries';
import type { Notice } from '@/ui/page-slots';
import { usePageActions } from '@/ui/page-slots';

import { ledgerQuery } from './queries';

/** How often pages read their figures again while a collection fills them, in milliseconds. */
export const figuresInterval = 5_000;

/** The collection of the receiver that runs now. It is read from the server, so it is the same after a reload. */
export function useRunningCollection(receiver: string | undefined): Job | undefined {
  const { data } = useQuery({ ...ledgerQuery(receiver ?? ''), enabled: receiver !== undefined });
  return receiver === undefined ? undefined : data?.running_job;
}

/** The message about the running collection; also says how it ended and has the pages read their figures again. */
export function useCollectionNotice(receiver: string | undefined): Notice | undefined {
  const running = useRunningCollection(receiver);
  useCollectionEnd(receiver, running?.job_id);
  if (receiver === undefined || running === undefined) return undefined;
  return runningNotice(receiver, running);
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
