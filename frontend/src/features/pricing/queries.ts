import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { ListState } from '@/lib/url-state';

/** A page of pricing plans, each with its rules and what its customers were charged in the month. */
export const pricingPlansQuery = (receiver: string, period: string, state: ListState) =>
  queryOptions({
    queryKey: ['pricing', 'plans', receiver, period, state],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/billing-conductor', {
          params: { header: { 'X-Account-Id': receiver }, query: { ...listQuery(state), period } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** A page of pricing rules. */
export const pricingRulesQuery = (receiver: string, state: ListState) =>
  queryOptions({
    queryKey: ['pricing', 'rules', receiver, state],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/billing-conductor/rules', { params: { header: { 'X-Account-Id': receiver }, query: listQuery(state) }, signal })),
    placeholderData: keepPreviousData,
  });
