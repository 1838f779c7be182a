import { queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';

/** The portfolio of a receiver for a month. */
export const dashboardQuery = (receiver: string, period: string) =>
  queryOptions({
    queryKey: ['dashboard', 'portfolio', receiver, period],
    queryFn: ({ signal }) => dataOf(api.GET('/dashboard', { params: { header: { 'X-Account-Id': receiver }, query: { period } }, signal })),
  });
