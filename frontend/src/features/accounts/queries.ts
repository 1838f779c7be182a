import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { ListState } from '@/lib/url-state';

/** A page of the registered receivers. */
export const accountsQuery = (state: ListState) =>
  queryOptions({
    queryKey: ['accounts', 'list', state],
    queryFn: ({ signal }) => dataOf(api.GET('/accounts', { params: { query: listQuery(state) }, signal })),
    placeholderData: keepPreviousData,
  });

/** The receivers by name, for the switcher: the first hundred; the accounts page lists them all. */
export const receiverNamesQuery = () =>
  queryOptions({
    queryKey: ['accounts', 'names'],
    queryFn: ({ signal }) => dataOf(api.GET('/accounts', { params: { query: { limit: 100, sort: 'name' } }, signal })),
    staleTime: 5 * 60_000,
  });
