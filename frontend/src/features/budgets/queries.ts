import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { BudgetRequest } from '@/api/types';
import type { ListState } from '@/lib/url-state';

/** A page of the budgets of customers with where they stand in the month. */
export const budgetsQuery = (receiver: string, period: string, state: ListState) =>
  queryOptions({
    queryKey: ['budgets', 'list', receiver, period, state],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/finops/budgets', {
          params: { header: { 'X-Account-Id': receiver }, query: { ...listQuery(state), period } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** Creates a budget, or changes the one of that id. */
export function useSaveBudget(receiver: string, budgetId: string | undefined) {
  const changed = useBudgetsChanged();
  return useMutation({
    mutationFn: (body: BudgetRequest) =>
      budgetId === undefined
        ? dataOf(api.POST('/finops/budgets', { params: { header: { 'X-Account-Id': receiver } }, body }))
        : dataOf(
            api.PUT('/finops/budgets/{budget_id}', {
              params: { header: { 'X-Account-Id': receiver }, path: { budget_id: budgetId } },
              body,
            }),
          ),
    onSuccess: changed,
  });
}

/** Deletes a budget. */
export function useDeleteBudget(receiver: string) {
  const changed = useBudgetsChanged();
  return useMutation({
    mutationFn: async (budgetId: string) => {
      await api.DELETE('/finops/budgets/{budget_id}', { params: { header: { 'X-Account-Id': receiver }, path: { budget_id: budgetId } } });
    },
    onSuccess: changed,
  });
}

/** Has everything read again that counts budgets. */
function useBudgetsChanged() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ['budgets'] }),
      queryClient.invalidateQueries({ queryKey: ['finops', 'overview'] }),
      queryClient.invalidateQueries({ queryKey: ['dashboard'] }),
    ]);
}
