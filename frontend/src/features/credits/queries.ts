import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf, download } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { CreditAccessRequest, CreditSettingsRequest } from '@/api/types';
import type { ListState } from '@/lib/url-state';

/** Whose credits are asked for: the receiver of the page, with simulated ones over them or not. */
export interface CreditScope {
  receiver: string;
  demo: boolean;
}

const headerOf = ({ receiver }: CreditScope) => ({ 'X-Account-Id': receiver });
const demoOf = ({ demo }: CreditScope) => (demo ? { demo } : {});

/** The credits of a receiver at a glance. */
export const creditTrackerQuery = (scope: CreditScope, period: string) =>
  queryOptions({
    queryKey: ['credits', 'tracker', scope, period],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/credit-tracker', { params: { header: headerOf(scope), query: { period, ...demoOf(scope) } }, signal })),
    placeholderData: keepPreviousData,
  });

/** A page of customers with what their credits did in the month. */
export const creditCustomersQuery = (scope: CreditScope, period: string, state: ListState) =>
  queryOptions({
    queryKey: ['credits', 'customers', scope, period, state],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/credit-tracker/customers', {
          params: { header: headerOf(scope), query: { ...listQuery(state), period, ...demoOf(scope) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** One customer's row, for its panel and its page. */
export const creditCustomerQuery = (scope: CreditScope, period: string, customerId: string) =>
  queryOptions({
    queryKey: ['credits', 'customer', scope, period, customerId],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/credit-tracker/customers', {
          params: { header: headerOf(scope), query: { period, filter: [`customer_id:eq:${customerId}`], limit: 25, ...demoOf(scope) } },
          signal,
        }),
      ),
  });

/** A page of the credits whose balance is visible. */
export const creditsQuery = (scope: CreditScope, state: ListState) =>
  queryOptions({
    queryKey: ['credits', 'list', scope, state],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/credit-tracker/credits', { params: { header: headerOf(scope), query: { ...listQuery(state), ...demoOf(scope) } }, signal })),
    placeholderData: keepPreviousData,
  });

/** One credit, month by month. */
export const creditCourseQuery = (scope: CreditScope, customerId: string, creditId: string) =>
  queryOptions({
    queryKey: ['credits', 'course', scope, customerId, creditId],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/customers/{customer_id}/credits/{credit_id}', {
          params: { header: headerOf(scope), path: { customer_id: customerId, credit_id: creditId }, query: demoOf(scope) },
          signal,
        }),
      ),
  });

/** A page of AWS's allocation ledger. */
export const allocationsQuery = (scope: CreditScope, state: ListState) =>
  queryOptions({
    queryKey: ['credits', 'allocations', scope, state],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/credit-tracker/allocations', { params: { header: headerOf(scope), query: { ...listQuery(state), ...demoOf(scope) } }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

/** A page of what credits took off the bills of a month. */
export const appliedCreditsQuery = (scope: CreditScope, period: string, state: ListState) =>
  queryOptions({
    queryKey: ['credits', 'applied', scope, period, state],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/credit-tracker/applied', {
          params: { header: headerOf(scope), query: { ...listQuery(state), period, ...demoOf(scope) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** How credits are recognised, and when they are worth a warning. */
export const creditSettingsQuery = (receiver: string) =>
  queryOptions({
    queryKey: ['credits', 'settings', receiver],
    queryFn: ({ signal }) => dataOf(api.GET('/credit-tracker/settings', { params: { header: { 'X-Account-Id': receiver } }, signal })),
    staleTime: 0,
  });

/** The CloudFormation template of the role to ask a customer for, and its text. */
export const roleTemplateQuery = (receiver: string) =>
  queryOptions({
    queryKey: ['credits', 'role-template', receiver],
    queryFn: async () => {
      const file = await download('/credit-tracker/role-template', receiver, 'text/yaml');
      return { file: { ...file, name: 'customer-credit-role.yaml' }, text: await file.content.text() };
    },
    staleTime: Infinity,
  });

/** Changes the settings. Everything that they decide about is read again. */
export function useChangeCreditSettings(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: CreditSettingsRequest) =>
      dataOf(api.PUT('/credit-tracker/settings', { params: { header: { 'X-Account-Id': receiver } }, body })),
    onSuccess: (settings) => {
      queryClient.setQueryData(creditSettingsQuery(receiver).queryKey, settings);
      return queryClient.invalidateQueries({ queryKey: ['credits'] });
    },
  });
}

/** Keeps the role that a customer has granted. */
export function useGrantAccess(receiver: string, customerId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (access: Omit<CreditAccessRequest, 'receiver_id'>) =>
      dataOf(
        api.PUT('/customers/{customer_id}/credit-access', {
          params: { header: { 'X-Account-Id': receiver }, path: { customer_id: customerId } },
          body: { receiver_id: receiver, ...access },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['credits'] }),
  });
}

/** Forgets the role of a customer. The role itself stays in the customer's account. */
export function useForgetAccess(receiver: string, customerId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await api.DELETE('/customers/{customer_id}/credit-access', {
        params: { header: { 'X-Account-Id': receiver }, path: { customer_id: customerId } },
      });
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['credits'] }),
  });
}
