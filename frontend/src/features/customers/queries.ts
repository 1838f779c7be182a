import { queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';

/** One customer with its figures for a month. */
export const customerQuery = (receiver: string, customerId: string, period: string) =>
  queryOptions({
    queryKey: ['customers', 'detail', receiver, customerId, period],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/customers/{customer_id}', {
          params: { header: { 'X-Account-Id': receiver }, path: { customer_id: customerId }, query: { period } },
          signal,
        }),
      ),
  });

/** The most customers the search shows. */
export const mostFound = 8;

/** The first customers whose name or account id has this text in it. */
export const customerSearchQuery = (receiver: string, text: string) =>
  queryOptions({
    queryKey: ['customers', 'search', receiver, text],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/customers', { params: { header: { 'X-Account-Id': receiver }, query: { search: text, limit: mostFound } }, signal })),
  });
