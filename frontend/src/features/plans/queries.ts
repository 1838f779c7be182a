import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { Plan, PlanRequest, PlanSettingsRequest } from '@/api/types';
import type { ListState } from '@/lib/url-state';

/** How often a plan is read while its job runs, in milliseconds. */
const applyingInterval = 2_000;

/** What a person intends, without the receiver: that comes from the address of the page. */
export type Intention = Omit<PlanRequest, 'receiver_id'>;

/** What was intended with a plan, to intend it again. */
export function intentionOf(request: PlanRequest): Intention {
  const intention: Partial<PlanRequest> = { ...request };
  delete intention.receiver_id;
  return intention;
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

/** A page of what a plan does, item by item; read again and again while its job runs. */
export const planItemsQuery = (receiver: string, plan: Plan, state: ListState) =>
  queryOptions({
    queryKey: ['plans', 'items', receiver, plan.plan_id, state, plan.status],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/plans/{plan_id}/items', {
          params: { header: { 'X-Account-Id': receiver }, path: { plan_id: plan.plan_id }, query: listQuery(state) },
          signal,
        }),
      ),
    staleTime: 0,
    placeholderData: keepPreviousData,
    refetchInterval: plan.status === 'applying' ? applyingInterval : false,
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

/** What a second person says of a plan. */
export interface Decision {
  plan: Plan;
  decision: 'approve' | 'reject';
  note: string;
}

/** Approves or rejects the plan that was reviewed. */
export function useDecidePlan(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ plan, decision, note }: Decision) =>
      dataOf(
        api.POST(decision === 'approve' ? '/plans/{plan_id}/approve' : '/plans/{plan_id}/reject', {
          params: { header: { 'X-Account-Id': receiver }, path: { plan_id: plan.plan_id } },
          body: { receiver_id: receiver, content_hash: plan.content_hash, ...(note.trim() !== '' && { note: note.trim() }) },
        }),
      ),
    onSuccess: (plan) => {
      queryClient.setQueryData(planQuery(receiver, plan.plan_id).queryKey, plan);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['plans'] }),
  });
}

/** Has the portal work out how to take back what a plan did; that is a new plan. */
export function useUndoPlan(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (planId: string) =>
      dataOf(
        api.POST('/plans/{plan_id}/undo', {
          params: { header: { 'X-Account-Id': receiver }, path: { plan_id: planId } },
          body: { receiver_id: receiver },
        }),
      ),
    onSuccess: (plan) => {
      queryClient.setQueryData(planQuery(receiver, plan.plan_id).queryKey, plan);
      return queryClient.invalidateQueries({ queryKey: ['plans', 'list'] });
    },
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

/** When a second person has to approve. */
export const planSettingsQuery = (receiver: string) =>
  queryOptions({
    queryKey: ['plans', 'settings', receiver],
    queryFn: ({ signal }) => dataOf(api.GET('/plan-settings', { params: { header: { 'X-Account-Id': receiver } }, signal })),
    staleTime: 0,
  });

/** Changes when a second person has to approve; plans that were made before keep what they need. */
export function useSavePlanSettings(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (settings: Omit<PlanSettingsRequest, 'receiver_id'>) =>
      dataOf(api.PUT('/plan-settings', { params: { header: { 'X-Account-Id': receiver } }, body: { receiver_id: receiver, ...settings } })),
    onSuccess: (kept) => {
      queryClient.setQueryData(planSettingsQuery(receiver).queryKey, kept);
      return queryClient.invalidateQueries({ queryKey: ['plans', 'list'] });
    },
  });
}
