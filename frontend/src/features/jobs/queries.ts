import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { Job } from '@/api/types';
import type { ListState } from '@/lib/url-state';

/** How often a job is read while it works, in milliseconds. */
const jobInterval = 2_000;

/** Whether a job can still change by itself. */
export function isWorking(job: Job): boolean {
  return job.status === 'queued' || job.status === 'running' || job.status === 'waiting';
}

/** One job; read again and again while it works, and not after. */
export const jobQuery = (receiver: string, jobId: string) =>
  queryOptions({
    queryKey: ['jobs', 'detail', receiver, jobId],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/jobs/{job_id}', { params: { header: { 'X-Account-Id': receiver }, path: { job_id: jobId } }, signal })),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data !== undefined && isWorking(state.data) ? jobInterval : false),
  });

/** A page of the receiver's jobs; read again while one of them works. */
export const jobsQuery = (receiver: string, state: ListState) =>
  queryOptions({
    queryKey: ['jobs', 'list', receiver, state],
    queryFn: ({ signal }) => dataOf(api.GET('/jobs', { params: { header: { 'X-Account-Id': receiver }, query: listQuery(state) }, signal })),
    staleTime: 0,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.items.some(isWorking) === true ? jobInterval : false),
  });

/** The newest jobs that apply plans or run a schedule: those at work are among them. Read again while one of them works. */
export const newestJobsQuery = (receiver: string) =>
  queryOptions({
    queryKey: ['jobs', 'newest', receiver],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/jobs', { params: { header: { 'X-Account-Id': receiver }, query: { filter: ['kind:eq:plan_apply', 'kind:eq:schedule'], match: 'any', sort: '-created_at', limit: 25 } }, signal })),
    refetchInterval: (query) => (query.state.data?.items.some(isWorking) === true ? jobInterval : false),
  });

/** A page of what a job did; `working` says whether more can come. */
export const jobItemsQuery = (receiver: string, jobId: string, state: ListState, working: boolean) =>
  queryOptions({
    queryKey: ['jobs', 'items', receiver, jobId, state, working],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/jobs/{job_id}/items', {
          params: { header: { 'X-Account-Id': receiver }, path: { job_id: jobId }, query: listQuery(state) },
          signal,
        }),
      ),
    staleTime: 0,
    placeholderData: keepPreviousData,
    refetchInterval: working ? jobInterval : false,
  });

/** Asks a job to stop; what is done stays done. */
export function useCancelJob(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (jobId: string) =>
      dataOf(api.POST('/jobs/{job_id}/cancel', { params: { header: { 'X-Account-Id': receiver }, path: { job_id: jobId } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['jobs'] }),
  });
}
