import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { UsageGrouping } from '@/api/types';
import type { ListState } from '@/lib/url-state';

/** Credits, movers, anomalies and budgets of a month, with a trend of that many months. */
export const finopsQuery = (receiver: string, period: string, months: number) =>
  queryOptions({
    queryKey: ['finops', 'overview', receiver, period, months],
    queryFn: ({ signal }) => dataOf(api.GET('/finops', { params: { header: { 'X-Account-Id': receiver }, query: { period, months } }, signal })),
    placeholderData: keepPreviousData,
  });

/** A page of the breakdown of a month's cost. */
export const usageCostsQuery = (receiver: string, period: string, by: UsageGrouping, state: ListState) =>
  queryOptions({
    queryKey: ['finops', 'usage', receiver, period, by, state],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/finops/usage', {
          params: { header: { 'X-Account-Id': receiver }, query: { ...listQuery(state), period, by } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** How many services of a customer are read at a time. */
const partsAtOnce = 25;

/** The services of one customer in one currency, the largest first, after those that were read. */
export const usagePartsQuery = (receiver: string, period: string, customerId: string, currency: string, known: number) =>
  queryOptions({
    queryKey: ['finops', 'usage-parts', receiver, period, customerId, currency, known],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/finops/usage', {
          params: {
            header: { 'X-Account-Id': receiver },
            query: {
              period,
              by: 'service',
              filter: [`customer_id:eq:${customerId}`, `currency:eq:${currency}`],
              sort: '-my_view',
              limit: partsAtOnce,
              page: known / partsAtOnce + 1,
            },
          },
          signal,
        }),
      ),
  });

/** The daily cost of a customer. */
export const dailyCostsQuery = (receiver: string, customerId: string, period: string) =>
  queryOptions({
    queryKey: ['finops', 'days', receiver, customerId, period],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/finops/days', {
          params: { header: { 'X-Account-Id': receiver }, query: { customer_id: customerId, period } },
          signal,
        }),
      ),
  });

/** A page of the anomalies AWS found in the receiver's own organization. */
export const receiverAnomaliesQuery = (receiver: string, state: ListState) =>
  queryOptions({
    queryKey: ['finops', 'receiver-anomalies', receiver, state],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/finops/receiver-anomalies', { params: { header: { 'X-Account-Id': receiver }, query: listQuery(state) }, signal })),
    placeholderData: keepPreviousData,
  });

/** A page of the AWS budgets of the receiver's own organization. */
export const receiverBudgetsQuery = (receiver: string, state: ListState) =>
  queryOptions({
    queryKey: ['finops', 'receiver-budgets', receiver, state],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/finops/receiver-budgets', { params: { header: { 'X-Account-Id': receiver }, query: listQuery(state) }, signal })),
    placeholderData: keepPreviousData,
  });
