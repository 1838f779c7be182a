import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { ListState } from '@/lib/url-state';

/** A page of the receiver's transfers with the count of each state. */
export const transfersQuery = (receiver: string, state: ListState) =>
  queryOptions({
    queryKey: ['transfers', 'list', receiver, state],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/transfers', { params: { header: { 'X-Account-Id': receiver }, query: listQuery(state) }, signal })),
    placeholderData: keepPreviousData,
  });
