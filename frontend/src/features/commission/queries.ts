import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { ListState } from '@/lib/url-state';

/** A page of the commission of each customer in a month, with totals of everything that matches. */
export const commissionsQuery = (receiver: string, period: string, state: ListState) =>
  queryOptions({
    queryKey: ['commission', 'list', receiver, period, state],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/commission', { params: { header: { 'X-Account-Id': receiver }, query: { ...listQuery(state), period } }, signal })),
    placeholderData: keepPreviousData,
  });
