import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { CollectionMode } from '@/api/types';
import type { ListState } from '@/lib/url-state';

/** How often a running collection is read, in milliseconds. */
const runningInterval = 2_000;

/** How often an empty ledger is read: the portal's first collection can begin after the page was opened. */
const firstInterval = 5_000;

/** Months of the ledger, newest first. */
export const collectionsQuery = (receiver: string, state: ListState) =>
  queryOptions({
    queryKey: ['collections', 'list', receiver, state],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/collections', {
          params: { header: { 'X-Account-Id': receiver }, query: listQuery(state) },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** Every month of the ledger with the collection that runs now; read again while one runs or the ledger is empty, and not otherwise. */
export const ledgerQuery = (receiver: string) =>
  queryOptions({
    queryKey: ['collections', 'ledger', receiver],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/collections', { params: { header: { 'X-Account-Id': receiver }, query: { limit: 100 } }, signal })),
    staleTime: 10_000,
    refetchInterval: ({ state }) => {
      if (state.data === undefined) return false;
      if (state.data.running_job !== undefined) return runningInterval;
      return state.data.items.some((month) => month.as_of !== undefined) ? false : firstInterval;
    },
  });

/** The meter of paid calls and what a collection would cost. */
export const usageQuery = (receiver: string) =>
  queryOptions({
    queryKey: ['usage', 'meter', receiver],
    queryFn: ({ signal }) => dataOf(api.GET('/usage', { params: { header: { 'X-Account-Id': receiver } }, signal })),
    staleTime: 10_000,
  });

/** Starts a collection; while one runs, that one is returned. */
export function useStartCollection(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (mode: CollectionMode) =>
      dataOf(api.POST('/collections', { params: { header: { 'X-Account-Id': receiver } }, body: { mode } })),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['collections'] }),
        queryClient.invalidateQueries({ queryKey: ['jobs'] }),
      ]),
  });
}
