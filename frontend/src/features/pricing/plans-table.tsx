import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { csvOf } from '@/api/csv';
import { paths } from '@/lib/paths';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { SnapshotNote } from '@/ui/snapshot-note';

import { t } from './messages';
import { managers, planColumns, planRow, rulesOf } from './plan-columns';
import { pricingPlansQuery } from './queries';

const filters: FilterProperty[] = [
  textFilter('name', t('planName')),
  choiceFilter('managed_by', t('managedBy'), Object.entries(managers).map(([value, label]) => ({ value, label }))),
  numberFilter('rule_count', t('ruleCount')),
  numberFilter('customer_count', t('customerCount')),
  numberFilter('charged', t('charged')),
  numberFilter('margin_percent', t('marginPercent')),
];

/** Preferences of this table are remembered under this name. */
const table = 'pricing:plans';

/** What the tables of the pricing page are told by their address. */
export interface PricingTableProps {
  receiver: string;
  month: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** The pricing plans, each with its rules under it, who uses it and what it brought in. */
export function PlansTable({ receiver, month, address, onState }: PricingTableProps) {
  const state = useSizedState(table, address);
  const query = useQuery({
    ...pricingPlansQuery(receiver, month, state),
    select: (answer) => ({ ...answer, items: answer.items.map(planRow) }),
  });
  const [open, setOpen] = useState<string[]>([]);
  const { data } = query;
  return (
    <ResourceTable
      name={table}
      variant="container"
      title={t('plans')}
      things={t('thingsPlans')}
      description={
        data !== undefined && (
          <>
            <SnapshotNote asOf={data.as_of} problem={data.problem} />
            {data.rule_total !== undefined && ` ${t('rulesInAll', { count: data.rule_total })}`}
            {data.customers_without_plan !== undefined && data.customers_without_plan > 0 && (
              <>
                {' '}
                <AppLink href={paths.margin(receiver, { period: month, filter: ['billing_group_status:eq:missing'] })} variant="primary">
                  {t('withoutPlan', { count: data.customers_without_plan })}
                </AppLink>
              </>
            )}
          </>
        )
      }
      columns={planColumns(receiver, month)}
      rowId={(row) => row.key}
      query={query}
      state={state}
      onState={onState}
      csv={csvOf('/billing-conductor', receiver, { period: month })}
      properties={filters}
      expandable={{
        children: rulesOf,
        isExpandable: (row) => row.kind === 'plan' && row.plan.rule_count > 0,
        open,
        onToggle: (row, isOpen) => setOpen((before) => (isOpen ? [...before, row.key] : before.filter((key) => key !== row.key))),
        name: (row) => row.plan.name,
      }}
      empty={{
        title: t('emptyPlans'),
        text: t('emptyPlansText'),
        action: <AppLink href={paths.collections(receiver)}>{t('toCollections')}</AppLink>,
      }}
    />
  );
}
