import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { Schedule, ScheduleRequest } from '@/api/types';
import { newestJobsQuery } from '@/features/jobs/queries';
import type { ListState } from '@/lib/url-state';

/** How often schedules are read while one of them runs, in milliseconds. */
const runningInterval = 2_000;

const isRunning = ({ last_run: run }: Schedule) => run?.outcome === 'running';

/** A page of what runs by itself; read again while something runs. */
export const schedulesQuery = (receiver: string, state: ListState) =>
  queryOptions({
    queryKey: ['schedules', 'list', receiver, state],
    queryFn: ({ signal }) => dataOf(api.GET('/schedules', { params: { header: { 'X-Account-Id': receiver }, query: listQuery(state) }, signal })),
    staleTime: 0,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.items.some(isRunning) === true ? runningInterval : false),
  });

/** One schedule; undefined in the answer when there is none of that id. */
export const scheduleQuery = (receiver: string, scheduleId: string) =>
  queryOptions({
    queryKey: ['schedules', 'detail', receiver, scheduleId],
    queryFn: async ({ signal }) => {
      const query = { filter: [`schedule_id:eq:${scheduleId}`], limit: 25 };
      const { items } = await dataOf(api.GET('/schedules', { params: { header: { 'X-Account-Id': receiver }, query }, signal }));
      return { schedule: items.find((item) => item.schedule_id === scheduleId) };
    },
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.schedule !== undefined && isRunning(state.data.schedule) ? runningInterval : false),
  });

/** A page of the runs of a schedule; `running` says whether the newest is not over. */
export const scheduleRunsQuery = (receiver: string, scheduleId: string, state: ListState, running: boolean) =>
  queryOptions({
    queryKey: ['schedules', 'runs', receiver, scheduleId, state, running],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/schedules/{schedule_id}/runs', {
          params: { header: { 'X-Account-Id': receiver }, path: { schedule_id: scheduleId }, query: listQuery(state) },
          signal,
        }),
      ),
    staleTime: 0,
    placeholderData: keepPreviousData,
    refetchInterval: running ? runningInterval : false,
  });

/** Changes when something runs and what it may do by itself. */
export function useChangeSchedule(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ scheduleId, change }: { scheduleId: string; change: Omit<ScheduleRequest, 'receiver_id'> }) =>
      dataOf(
        api.PUT('/schedules/{schedule_id}', {
          params: { header: { 'X-Account-Id': receiver }, path: { schedule_id: scheduleId } },
          body: { receiver_id: receiver, ...change },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['schedules'] }),
  });
}

/** Starts a run beside the times of the schedule. While one runs, that one is answered. */
export function useStartSchedule(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (scheduleId: string) =>
      dataOf(api.POST('/schedules/{schedule_id}/run', { params: { header: { 'X-Account-Id': receiver }, path: { schedule_id: scheduleId } } })),
    // Known as working at once. It is read again from then on, so its end is told however soon it comes.
    onSuccess: (job) =>
      queryClient.setQueryData(newestJobsQuery(receiver).queryKey, (before) => {
        const others = (before?.items ?? []).filter(({ job_id: id }) => id !== job.job_id);
        return { items: [job, ...others], total: others.length + 1 };
      }),
    onSettled: () =>
      Promise.all([queryClient.invalidateQueries({ queryKey: ['schedules'] }), queryClient.invalidateQueries({ queryKey: ['jobs', 'list'] })]),
  });
}
