import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { GapPolicyRequest } from '@/api/types';
import type { ListState } from '@/lib/url-state';

const header = (receiver: string) => ({ 'X-Account-Id': receiver });

/** A page of what customers do not see of a month, with totals of everything that matches. */
export const gapsQuery = (receiver: string, period: string, demo: boolean, state: ListState) =>
  queryOptions({
    queryKey: ['gaps', 'list', receiver, period, demo, state],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/gap-analysis', { params: { header: header(receiver), query: { ...listQuery(state), period, ...(demo && { demo }) } }, signal })),
    placeholderData: keepPreviousData,
  });

/** A page of how far what each customer sees is whole. */
export const coverageQuery = (receiver: string, period: string, state: ListState) =>
  queryOptions({
    queryKey: ['gaps', 'coverage', receiver, period, state],
    queryFn: ({ signal }) => dataOf(api.GET('/gap-analysis/coverage', { params: { header: header(receiver), query: { ...listQuery(state), period } }, signal })),
    placeholderData: keepPreviousData,
  });

/** A page of what is done with each class, by default and for single customers. */
export const policiesQuery = (receiver: string, state: ListState) =>
  queryOptions({
    queryKey: ['gaps', 'policies', receiver, state],
    queryFn: ({ signal }) => dataOf(api.GET('/gap-analysis/policies', { params: { header: header(receiver), query: listQuery(state) }, signal })),
    placeholderData: keepPreviousData,
  });

/** A page of who changed which policy. */
export const policyHistoryQuery = (receiver: string, state: ListState) =>
  queryOptions({
    queryKey: ['gaps', 'history', receiver, state],
    queryFn: ({ signal }) => dataOf(api.GET('/gap-analysis/policy-history', { params: { header: header(receiver), query: listQuery(state) }, signal })),
    placeholderData: keepPreviousData,
  });

/** Sets a policy. */
export function useSavePolicy(receiver: string) {
  const changed = usePoliciesChanged();
  return useMutation({
    mutationFn: (policy: Omit<GapPolicyRequest, 'receiver_id'>) =>
      dataOf(api.PUT('/gap-analysis/policies', { params: { header: header(receiver) }, body: { receiver_id: receiver, ...policy } })),
    onSuccess: changed,
  });
}

/** Sets classes of customers aside, one after the other; what was set aside before one is refused stays so. */
export function useDismiss(receiver: string) {
  const changed = usePoliciesChanged();
  return useMutation({
    mutationFn: async (policies: Omit<GapPolicyRequest, 'receiver_id'>[]) => {
      for (const policy of policies) {
        await dataOf(api.PUT('/gap-analysis/policies', { params: { header: header(receiver) }, body: { receiver_id: receiver, ...policy } }));
      }
    },
    onSettled: changed,
  });
}

/** Returns a customer to the default of a class. */
export function useRemovePolicy(receiver: string) {
  const changed = usePoliciesChanged();
  return useMutation({
    mutationFn: async (policyId: string) => {
      await api.DELETE('/gap-analysis/policies/{policy_id}', { params: { header: header(receiver), path: { policy_id: policyId } } });
    },
    onSuccess: changed,
  });
}

/** Has everything read again that follows policies. */
function usePoliciesChanged() {
  const queryClient = useQueryClient();
  return () => Promise.all(['gaps', 'plans', 'credits', 'dashboard'].map((room) => queryClient.invalidateQueries({ queryKey: [room] })));
}
