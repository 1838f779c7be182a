import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { Commission } from '@/api/types';
import { formatRate } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { MoneyText, UnknownFigure } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { choicesOf, StateBadge } from '@/ui/state-badges';

import { t } from './messages';
import { commissionWords } from './words';

/** The columns of the list of commissions; its figures are `estimated` while AWS may still change the month. */
export function commissionColumns(receiver: string, month: string, estimated: boolean): Column<Commission>[] {
  return [
    {
      id: 'customer_name',
      header: t('customer'),
      sort: 'customer_name',
      rowHeader: true,
      width: 190,
      cell: (row) => <AppLink href={paths.customer(receiver, row.customer_id, { period: month })}>{row.customer_name}</AppLink>,
    },
    { id: 'status', header: t('status'), sort: 'status', width: 165, cell: (row) => <StateBadge words={commissionWords[row.status]} /> },
    { id: 'percent', header: t('percent'), sort: 'percent', numeric: true, width: 115, cell: (row) => <Percent row={row} /> },
    { id: 'amount', csv: ['amount.amount', 'amount.currency'], header: t('amount'), sort: 'amount', numeric: true, width: 130, cell: (row) => <MoneyText money={row.amount} estimated={estimated && row.amount !== undefined} reason={reasonOf(row)} /> },
    { id: 'base', csv: ['base.amount'], header: t('base'), sort: 'base', numeric: true, width: 140, cell: (row) => <MoneyText money={row.base} estimated={estimated && row.base !== undefined} reason={row.note ?? t('noFigure')} /> },
    { id: 'starts', header: t('starts'), width: 115, cell: (row) => (row.starts === undefined ? '-' : formatMonth(row.starts)) },
    { id: 'ends', header: t('ends'), width: 115, cell: (row) => <End row={row} /> },
    { id: 'line_item_ids', header: t('items'), width: 150, cell: (row) => <Items receiver={receiver} month={month} row={row} /> },
    { id: 'base_note', header: t('baseOf'), width: 320, hiddenAtFirst: true, cell: (row) => row.base_note ?? '-' },
    { id: 'note', header: t('note'), width: 260, hiddenAtFirst: true, cell: (row) => row.note ?? '-' },
    { id: 'currency', header: t('currency'), sort: 'currency', width: 110, hiddenAtFirst: true, cell: (row) => row.currency ?? '-' },
    { id: 'customer_id', header: t('customerId'), sort: 'customer_id', width: 200, hiddenAtFirst: true, cell: (row) => row.customer_id },
  ];
}

const reasonOf = (row: Commission) => row.note ?? (row.status === 'none' ? t('noCommission') : t('noFigure'));

function Percent({ row }: { row: Commission }) {
  if (row.percent === undefined) return <UnknownFigure reason={reasonOf(row)} />;
  return <span className="figure">{formatRate(row.percent, 'negative')}</span>;
}

/** A commission without an end says so loudly; without a commission there is nothing to say. */
function End({ row }: { row: Commission }) {
  if (row.recurring === true) return <StatusIndicator type="warning">{t('noEnd')}</StatusIndicator>;
  return row.ends === undefined ? '-' : formatMonth(row.ends);
}

function Items({ receiver, month, row }: { receiver: string; month: string; row: Commission }) {
  if (row.line_item_ids.length === 0) return '-';
  return row.line_item_ids.map((id) => (
    <div key={id}>
      <AppLink href={paths.lineItem(receiver, id, { period: month })}>{id}</AppLink>
    </div>
  ));
}

/** The filter properties of the list. */
export function commissionFilters(): FilterProperty[] {
  return [
    textFilter('customer_name', t('customer')),
    textFilter('customer_id', t('customerId')),
    choiceFilter('status', t('status'), choicesOf(commissionWords)),
    numberFilter('percent', t('percent')),
    numberFilter('amount', t('amount')),
    numberFilter('base', t('base')),
    textFilter('currency', t('currency')),
  ];
}
