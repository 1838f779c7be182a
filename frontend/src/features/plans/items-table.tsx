import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { Plan } from '@/api/types';
import type { ListState } from '@/lib/url-state';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';

import { itemColumns, itemFilters } from './item-columns';
import { ItemPanel } from './item-panel';
import { planItemsQuery } from './queries';
import { t } from './review-messages';

/** What the address of a plan says of its items. */
export interface PlanAddress extends ListState {
  /** The item that is looked at closely, or ''. */
  open: string;
}

/** What the table of a plan's items is told. */
export interface ItemsTableProps {
  receiver: string;
  plan: Plan;
  address: PlanAddress;
  onAddress: (change: Partial<PlanAddress>) => void;
}

/** Preferences of this table are remembered under this name. */
const table = 'plans:items';

/** Every line item of a plan, a page at a time; the server filters and sorts, so five thousand are as fast as five. */
export function ItemsTable({ receiver, plan, address, onAddress }: ItemsTableProps) {
  const { open, ...list } = address;
  const state = useSizedState(table, list);
  const query = useQuery(planItemsQuery(receiver, plan, state));
  const opened = query.data?.items.find((item) => item.item_id === open);
  return (
    <>
      <ResourceTable
        name={table}
        variant="container"
        title={t('items')}
        things={t('things')}
        columns={itemColumns((item) => onAddress({ open: item.item_id }), plan.job_id !== undefined)}
        rowId={(item) => item.item_id}
        query={query}
        state={state}
        onState={onAddress}
        properties={itemFilters}
        csv={csvOf('/plans/{plan_id}/items', receiver, { plan_id: plan.plan_id })}
        empty={{ title: t('noItems'), text: t('noItemsText') }}
      />
      {opened !== undefined && <ItemPanel receiver={receiver} planId={plan.plan_id} item={opened} onClose={() => onAddress({ open: '' })} />}
    </>
  );
}
