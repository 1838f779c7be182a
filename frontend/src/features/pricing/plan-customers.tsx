import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { MarginRow } from '@/api/types';
import { marginFilters } from '@/features/margin/margin-columns';
import { marginsQuery } from '@/features/margin/queries';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { TotalsLine } from '@/ui/figures';
import { MarginText, MoneyText, PercentText } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { billingGroupWords, StateBadge } from '@/ui/state-badges';

import { pricingProperties } from './address';
import { t } from './messages';
import type { PricingTableProps } from './plans-table';

function columnsFor(receiver: string, month: string): Column<MarginRow>[] {
  return [
    {
      id: 'label',
      header: t('customer'),
      sort: 'label',
      rowHeader: true,
      width: 220,
      cell: (row) =>
        row.customer_id === undefined ? row.label : <AppLink href={paths.customer(receiver, row.customer_id, { period: month })}>{row.label}</AppLink>,
    },
    {
      id: 'pricing_plan_name',
      header: t('pricingPlan'),
      sort: 'pricing_plan_name',
      width: 220,
      cell: (row) => <PlanOf row={row} receiver={receiver} month={month} />,
    },
    { id: 'charged', csv: ['figures.charged.amount'], header: t('charged'), sort: 'charged', numeric: true, width: 150, cell: (row) => <MoneyText money={row.figures.charged} reason={row.note} /> },
    { id: 'margin', csv: ['figures.margin.amount'], header: t('margin'), sort: 'margin', numeric: true, width: 150, cell: (row) => <MarginText money={row.figures.margin} reason={row.note} /> },
    {
      id: 'margin_percent',
      csv: ['figures.margin_percent'],
      header: t('marginPercent'),
      sort: 'margin_percent',
      numeric: true,
      width: 120,
      cell: (row) => <PercentText percent={row.figures.margin_percent} reason={row.note} />,
    },
    {
      id: 'markup_percent',
      csv: ['figures.markup_percent'],
      header: t('markupPercent'),
      sort: 'markup_percent',
      numeric: true,
      width: 130,
      cell: (row) => <PercentText percent={row.figures.markup_percent} reason={row.note} />,
    },
    {
      id: 'billing_group_status',
      header: t('billingGroup'),
      sort: 'billing_group_status',
      width: 200,
      cell: (row) => (row.billing_group_status === undefined ? '-' : <StateBadge words={billingGroupWords[row.billing_group_status]} />),
    },
    { id: 'customer_id', header: t('accountId'), sort: 'customer_id', width: 160, cell: (row) => row.customer_id ?? '-' },
    { id: 'currency', csv: ['figures.currency'], header: t('currency'), sort: 'currency', width: 110, hiddenAtFirst: true, cell: (row) => row.figures.currency },
  ];
}

function PlanOf({ row, receiver, month }: { row: MarginRow; receiver: string; month: string }) {
  const name = row.pricing_plan_name;
  if (name === undefined) return t('noPlan');
  return <AppLink href={paths.pricing(receiver, { period: month, filter: [`name:eq:${name}`] })}>{name}</AppLink>;
}

const known: readonly string[] = pricingProperties.customers;
const filters = marginFilters('customer').filter((property) => known.includes(property.key));

/** Preferences of this table are remembered under this name. */
const table = 'pricing:customers';

/** Which plan each customer has and what it brought in: the margin list, ordered by plan. */
export function PlanCustomers({ receiver, month, address, onState }: PricingTableProps) {
  const state = useSizedState(table, address);
  const query = useQuery(marginsQuery(receiver, month, 'customer', state));
  return (
    <ResourceTable
      name={table}
      variant="container"
      title={t('customers')}
      things={t('thingsCustomers')}
      description={query.data !== undefined && <TotalsLine totals={query.data.totals} things={t('thingsCustomers')} />}
      columns={columnsFor(receiver, month)}
      rowId={(row) => row.key}
      query={query}
      state={state}
      onState={onState}
      properties={filters}
      csv={csvOf('/transfer-dashboard', receiver, { period: month, by: 'customer' })}
      empty={{ title: t('emptyCustomers'), text: t('emptyCustomersText', { month: formatMonth(month) }) }}
    />
  );
}
