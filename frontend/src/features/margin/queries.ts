import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { MarginGrouping } from '@/api/types';
import type { ListState } from '@/lib/url-state';

/** A page of margins with the totals of everything that matches. */
export const marginsQuery = (receiver: string, period: string, by: MarginGrouping, state: ListState) =>
  queryOptions({
    queryKey: ['margin', 'list', receiver, period, by, state],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/transfer-dashboard', {
          params: { header: { 'X-Account-Id': receiver }, query: { period, by, ...listQuery(state) } },
          signal,
        }),
      ),
    // Rows of one grouping are no placeholder for those of another.
    placeholderData: (before, query) => (query?.queryKey[4] === by && query.queryKey[3] === period ? keepPreviousData(before) : undefined),
  });
