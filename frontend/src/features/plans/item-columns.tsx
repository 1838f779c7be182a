import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { PlanItem } from '@/api/types';
import { attributionWords } from '@/features/line-items/attribution-words';
import { typeWords } from '@/features/line-items/words';
import { formatMoney, formatRate } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { MoneyText } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { choicesOf, StateBadge } from '@/ui/state-badges';

import { t } from './review-messages';
import { actionOf, actionOperations, actions, actionWords, checkWords, planItemWords } from './words';

/** The columns of the line items of a plan. */
export function itemColumns(onInspect: (item: PlanItem) => void, applied: boolean): Column<PlanItem>[] {
  return [
    ...columnsBefore(onInspect, applied ? results : []),
    ...(applied ? [] : results),
    ...columnsAfter,
  ];
}

function columnsBefore(onInspect: (item: PlanItem) => void, early: Column<PlanItem>[]): Column<PlanItem>[] {
  return [
    { id: 'label', header: t('customer'), sort: 'label', rowHeader: true, width: 180, cell: (item) => item.label },
    { id: 'class', csv: ['line_item.class'], header: t('standsFor'), sort: 'class', width: 150, cell: ({ line_item: line }) => (line === undefined ? '-' : attributionWords[line.class]) },
    { id: 'operation', header: t('action'), sort: 'operation', width: 110, cell: (item) => actionWords[actionOf(item)] },
    { id: 'type', csv: ['line_item.type'], header: t('type'), width: 90, cell: ({ line_item: line }) => (line === undefined ? '-' : typeWords[line.type]) },
    {
      id: 'inspect',
      csv: [],
      header: t('inspect'),
      width: 140,
      cell: (item) => (
        <Button
          variant="inline-link"
          wrapText={false}
          ariaLabel={t('inspectItem', { name: item.line_item?.name ?? item.operation, customer: item.label })}
          onClick={() => onInspect(item)}
        >
          {t('inspect')}
        </Button>
      ),
    },
    ...early,
    { id: 'charge', csv: ['line_item.charge.amount', 'line_item.percent'], header: t('charge'), numeric: true, width: 190, cell: (item) => <OldNew item={item} /> },
    { id: 'amount', csv: ['line_item.amount.amount', 'line_item.amount.currency'], header: t('amount'), sort: 'amount', numeric: true, width: 130, cell: ({ line_item: line }) => <MoneyText money={line?.amount} signed reason={t('noAmount')} /> },
    { id: 'before', csv: ['line_item.before.amount'], header: t('before'), numeric: true, width: 160, cell: ({ line_item: line }) => <MoneyText money={line?.before} reason={t('notKnown')} /> },
    { id: 'after', csv: ['line_item.after.amount'], header: t('after'), numeric: true, width: 150, cell: ({ line_item: line }) => <MoneyText money={line?.after} reason={t('notKnown')} /> },
  ];
}

/** How it went: first in a plan that was applied. */
const results: Column<PlanItem>[] = [
  { id: 'status', header: t('status'), sort: 'status', width: 150, cell: (item) => <StateBadge words={planItemWords[item.status]} /> },
  { id: 'check', csv: ['line_item.check'], header: t('check'), sort: 'check', width: 170, cell: ({ line_item: line }) => (line?.check === undefined ? '-' : <StateBadge words={checkWords[line.check]} />) },
  { id: 'drifted', csv: ['line_item.drift'], header: t('drift'), sort: 'drifted', width: 160, cell: (item) => <Drift item={item} /> },
];

const columnsAfter: Column<PlanItem>[] = [
  { id: 'name', csv: ['line_item.name'], header: t('name'), sort: 'name', width: 330, cell: ({ line_item: line }) => line?.name ?? '-' },
  { id: 'source', csv: ['line_item.source'], header: t('source'), width: 330, cell: ({ line_item: line }) => line?.source ?? '-' },
  { id: 'month', csv: ['line_item.period'], header: t('month'), width: 110, hiddenAtFirst: true, cell: ({ line_item: line }) => (line === undefined ? '-' : formatMonth(line.period)) },
  { id: 'recurring', csv: ['line_item.recurring'], header: t('repeats'), width: 190, hiddenAtFirst: true, cell: ({ line_item: line }) => <Repeats recurring={line?.recurring === true} /> },
  { id: 'description', csv: ['line_item.description'], header: t('customerReads'), width: 260, hiddenAtFirst: true, cell: ({ line_item: line }) => line?.description ?? '-' },
  { id: 'customer_id', header: t('customerId'), sort: 'customer_id', width: 190, hiddenAtFirst: true, cell: (item) => item.customer_id ?? '-' },
];

/** The amount or percentage as it is and as it will be: of a new item from nothing, of a deleted one to nothing. */
function OldNew({ item }: { item: PlanItem }) {
  const { line_item: line } = item;
  if (line === undefined) return '-';
  const charge = <span className="figure">{line.kind === 'flat' ? formatMoney(line.charge) : formatRate(line.percent, 'negative')}</span>;
  switch (actionOf(item)) {
    case 'create':
      return (
        <>
          {t('nothing')} → {charge}
        </>
      );
    case 'delete':
      return (
        <>
          {charge} → {t('nothing')}
        </>
      );
    case 'change':
      return charge;
  }
}

function Drift({ item }: { item: PlanItem }) {
  return item.line_item?.drift === undefined ? t('no') : <StatusIndicator type="warning">{t('driftYes')}</StatusIndicator>;
}

/** Whether an item repeats; without an end it says so loudly. */
export function Repeats({ recurring }: { recurring: boolean }) {
  return recurring ? <StatusIndicator type="warning">{t('repeatsYes')}</StatusIndicator> : t('repeatsNo');
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));

/** What the line items of a plan can be filtered by. */
export const itemFilters: FilterProperty[] = [
  textFilter('label', t('customer')),
  textFilter('customer_id', t('customerId')),
  textFilter('name', t('name')),
  choiceFilter('class', t('standsFor'), options(attributionWords)),
  choiceFilter('operation', t('action'), actions.map((action) => ({ value: actionOperations[action], label: actionWords[action] }))),
  choiceFilter('status', t('status'), choicesOf(planItemWords)),
  choiceFilter('check', t('check'), choicesOf(checkWords)),
  choiceFilter('drifted', t('driftFilter'), options({ true: t('yes'), false: t('no') })),
  numberFilter('amount', t('amount')),
];
