import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { LineItemAttributionsRequest } from '@/api/types';
import type { ListState } from '@/lib/url-state';

/** A page of the custom line items of a month, with totals of everything that matches. */
export const lineItemsQuery = (receiver: string, period: string, state: ListState) =>
  queryOptions({
    queryKey: ['line-items', 'list', receiver, period, state],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/custom-line-items', {
          params: { header: { 'X-Account-Id': receiver }, query: { ...listQuery(state), period } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** One custom line item with its versions. */
export const lineItemQuery = (receiver: string, lineItemId: string, period: string) =>
  queryOptions({
    queryKey: ['line-items', 'detail', receiver, lineItemId, period],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/custom-line-items/{line_item_id}', {
          params: { header: { 'X-Account-Id': receiver }, path: { line_item_id: lineItemId }, query: { period } },
          signal,
        }),
      ),
  });

/** Says what line items of a month stand for, in one request: all of them or none. Those that the portal made are left out and counted. */
export function useAttribute(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (request: Omit<LineItemAttributionsRequest, 'receiver_id'>) =>
      dataOf(api.PUT('/line-item-attributions', { params: { header: { 'X-Account-Id': receiver } }, body: { receiver_id: receiver, ...request } })),
    // Gaps are what line items do not carry, so everything that counts them is read again.
    onSuccess: () => queryClient.invalidateQueries(),
  });
}
