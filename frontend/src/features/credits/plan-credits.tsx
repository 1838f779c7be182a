import type { CreditCustomer } from '@/api/types';
import { useNow, useOperatorReason } from '@/features/identity/queries';
import type { Intention } from '@/features/plans/queries';
import { useCreatePlan } from '@/features/plans/queries';
import { addMonths, formatMonth, monthOf } from '@/lib/month';
import { paths } from '@/lib/paths';
import type { ListState } from '@/lib/url-state';
import { useGo } from '@/ui/app-link';
import { BulkAction } from '@/ui/resource-table/bulk-action';

import { t } from './list-messages';
import type { CreditScope } from './queries';

/** What a list of gaps can be filtered by as the list of customers can. */
const shared = ['customer_id', 'customer_name'];

/** Has the credits of customers planned as line items, and leads to the plan. */
export function usePlanCredits(scope: CreditScope, month: string) {
  const create = useCreatePlan(scope.receiver);
  const go = useGo();
  const start = (choice: Omit<NonNullable<Intention['gaps']>, 'period'>) => {
    if (create.isPending) return;
    create.mutate(
      { gaps: { period: month, ...choice, ...(scope.demo && { demo: true }) } },
      { onSuccess: (plan) => go(paths.plan(scope.receiver, plan.plan_id)) },
    );
  };
  return { start, isPending: create.isPending, error: create.error };
}

/** What the action is told. */
export interface PlanCreditsProps {
  plan: ReturnType<typeof usePlanCredits>;
  month: string;
  chosen: CreditCustomer[];
  state: ListState;
  matching: number | undefined;
}

/** Passes credits on to the chosen customers, or to all that match. Nothing at AWS is changed before the plan was reviewed. */
export function PlanCredits({ plan, month, chosen, state, matching }: PlanCreditsProps) {
  const role = useOperatorReason();
  const current = monthOf(useNow());
  const open = [addMonths(current, -1), current];
  const closed = open.includes(month) ? undefined : t('planClosed', { months: open.map(formatMonth).join(', '), month: formatMonth(month) });
  const translatable = state.filter.length === 0 || (state.match === 'all' && state.filter.every((term) => shared.includes(term.split(':')[0] ?? '')));
  return (
    <BulkAction
      selected={chosen.length}
      matching={matching}
      matchingReason={translatable ? undefined : t('planFiltered')}
      filtered={state.filter.length > 0 || state.search !== ''}
      loading={plan.isPending}
      reason={role ?? closed}
      onSelected={() => plan.start({ filter: ['class:eq:credit'], gap_ids: [...new Set(chosen.map((customer) => `${customer.customer_id}.credit`))] })}
      onMatching={() => plan.start({ filter: ['class:eq:credit', ...state.filter], ...(state.search !== '' && { search: state.search }) })}
    >
      {t('plan')}
    </BulkAction>
  );
}
