import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { Plan, PlanRequest } from '@/api/types';
import type { ListState } from '@/lib/url-state';

/** How often a plan is read while its job runs, in milliseconds. */
const applyingInterval = 2_000;

/** What a person intends, without the receiver: that comes from the address of the page. */
export type Intention = Omit<PlanRequest, 'receiver_id'>;

/** What was intended with a plan, to intend it again. */
export function intentionOf({ invite, rename, withdraw, cancel_invitation: taken }: PlanRequest): Intention {
  return {
    ...(invite !== undefined && { invite }),
    ...(rename !== undefined && { rename }),
    ...(withdraw !== undefined && { withdraw }),
    ...(taken !== undefined && { cancel_invitation: taken }),
  };
}

/** A page of the receiver's plans, the newest first. */
export const plansQuery = (receiver: string, state: ListState) =>
  queryOptions({
    queryKey: ['plans', 'list', receiver, state],
    queryFn: ({ signal }) => dataOf(api.GET('/plans', { params: { header: { 'X-Account-Id': receiver }, query: listQuery(state) }, signal })),
    staleTime: 0,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.items.some((plan) => plan.status === 'applying') === true ? applyingInterval : false),
  });

/** One plan; read again and again while its job runs, and not after. */
export const planQuery = (receiver: string, planId: string) =>
  queryOptions({
    queryKey: ['plans', 'detail', receiver, planId],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/plans/{plan_id}', { params: { header: { 'X-Account-Id': receiver }, path: { plan_id: planId } }, signal })),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.status === 'applying' ? applyingInterval : false),
  });

/** Has the portal work out what a change would do. Nothing at AWS is changed. */
export function useCreatePlan(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (intention: Intention) =>
      dataOf(
        api.POST('/plans', {
          params: { header: { 'X-Account-Id': receiver } },
          body: { receiver_id: receiver, ...intention },
        }),
      ),
    onSuccess: (plan) => {
      queryClient.setQueryData(planQuery(receiver, plan.plan_id).queryKey, plan);
      return queryClient.invalidateQueries({ queryKey: ['plans', 'list'] });
    },
  });
}

/** Applies the plan as it was reviewed; applying it again answers the same job. */
export function useApplyPlan(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ plan, confirm }: { plan: Plan; confirm: string | undefined }) =>
      dataOf(
        api.POST('/plans/{plan_id}/apply', {
          params: { header: { 'X-Account-Id': receiver }, path: { plan_id: plan.plan_id } },
          body: { receiver_id: receiver, content_hash: plan.content_hash, ...(confirm !== undefined && { confirm }) },
        }),
      ),
    onSuccess: ({ plan }) => {
      queryClient.setQueryData(planQuery(receiver, plan.plan_id).queryKey, plan);
    },
    onSettled: () =>
      Promise.all([queryClient.invalidateQueries({ queryKey: ['plans'] }), queryClient.invalidateQueries({ queryKey: ['jobs'] })]),
  });
}

/** Puts a plan away that was not applied. */
export function useDiscardPlan(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (planId: string) =>
      dataOf(api.POST('/plans/{plan_id}/discard', { params: { header: { 'X-Account-Id': receiver }, path: { plan_id: planId } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['plans'] }),
  });
}
