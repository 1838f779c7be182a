import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { CustomLineItem } from '@/api/types';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatDay } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { MoneyText, UnknownFigure } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { choicesOf, StateBadge } from '@/ui/state-badges';

import { attributionWords } from './attribution-words';
import { t } from './messages';
import { chargeText, kindWords, statusWords, typeWords, warningWords } from './words';

/** The columns of the list of custom line items; without the customer on the page of one. */
export function lineItemColumns(receiver: string, month: string, ofOneCustomer: boolean): Column<CustomLineItem>[] {
  return [
    {
      id: 'name',
      header: t('name'),
      sort: 'name',
      rowHeader: true,
      width: 175,
      cell: (item) => <AppLink href={paths.lineItem(receiver, item.line_item_id, { period: month })}>{item.name}</AppLink>,
    },
    { id: 'status', header: t('status'), sort: 'status', width: 128, cell: (item) => <StateBadge words={statusWords[item.status]} /> },
    { id: 'type', header: t('type'), sort: 'type', width: 82, cell: (item) => typeWords[item.type] },
    { id: 'charge', csv: ['charge.amount', 'percent'], header: t('charge'), width: 170, cell: chargeText },
    ...(ofOneCustomer ? [] : [customer(receiver, month)]),
    { id: 'amount', csv: ['amount.amount', 'amount.currency'], header: t('amount'), sort: 'amount', numeric: true, width: 118, cell: (item) => <MoneyText money={item.amount} reason={t('noAmount')} /> },
    { id: 'ends', header: t('ends'), sort: 'ends', width: 112, cell: (item) => <End item={item} /> },
    { id: 'attribution', csv: ['attribution.class'], header: t('standsFor'), sort: 'attribution', width: 145, cell: (item) => <StandsFor item={item} /> },
    { id: 'starts', header: t('starts'), sort: 'starts', width: 105, cell: (item) => (item.starts === undefined ? <UnknownFigure reason={t('versionsUnread')} /> : formatMonth(item.starts)) },
    { id: 'warnings', header: t('warnings'), width: 230, cell: (item) => <Warnings item={item} /> },
    { id: 'made_by', csv: ['attribution.source', 'attribution.plan_id'], header: t('madeBy'), sort: 'made_by', width: 170, hiddenAtFirst: true, cell: (item) => <MadeBy receiver={receiver} item={item} /> },
    { id: 'drift', header: t('drift'), width: 300, hiddenAtFirst: true, cell: (item) => item.drift ?? '-' },
    { id: 'kind', header: t('kind'), sort: 'kind', width: 130, hiddenAtFirst: true, cell: (item) => kindWords[item.kind] },
    { id: 'base', csv: ['base.amount'], header: t('base'), numeric: true, width: 150, hiddenAtFirst: true, cell: (item) => <MoneyText money={item.base} /> },
    { id: 'service', header: t('service'), sort: 'service', width: 190, hiddenAtFirst: true, cell: (item) => item.service ?? '-' },
    { id: 'account_id', header: t('accountId'), sort: 'account_id', width: 180, hiddenAtFirst: true, cell: (item) => item.account_id ?? t('allAccounts') },
    { id: 'description', header: t('description'), width: 260, hiddenAtFirst: true, cell: (item) => item.description ?? '-' },
    { id: 'modified_at', header: t('modified'), sort: 'modified_at', width: 150, hiddenAtFirst: true, cell: (item) => formatDay(item.modified_at ?? item.created_at) },
    { id: 'arn', header: t('arn'), width: 320, hiddenAtFirst: true, cell: (item) => item.arn },
  ];
}

function customer(receiver: string, month: string): Column<CustomLineItem> {
  return {
    id: 'customer_name',
    header: t('customer'),
    sort: 'customer_name',
    width: 158,
    cell: ({ customer_id: id, customer_name: name, billing_group_name: group }) =>
      id === undefined ? (group ?? '-') : <AppLink href={paths.customer(receiver, id, { period: month, tab: 'line-items' })}>{name ?? id}</AppLink>,
  };
}

function End({ item }: { item: CustomLineItem }) {
  if (item.recurring === true) return <StatusIndicator type="warning">{t('noEnd')}</StatusIndicator>;
  return item.ends === undefined ? <UnknownFigure reason={t('versionsUnread')} /> : formatMonth(item.ends);
}

/** What else is odd; that there is no end stands in its own column. */
function Warnings({ item }: { item: CustomLineItem }) {
  const others = item.warnings.filter((warning) => warning !== 'no_end');
  if (others.length === 0 && item.drift === undefined) return t('none');
  return (
    <>
      {item.drift !== undefined && <StatusIndicator type="warning">{t('drifted')}</StatusIndicator>}
      {others.map((warning) => (
        <div key={warning}>
          <StatusIndicator type="warning">{warningWords[warning].text}</StatusIndicator>
        </div>
      ))}
    </>
  );
}

/** What an item stands for; that nobody has said so is to be noticed. */
function StandsFor({ item: { attribution } }: { item: CustomLineItem }) {
  if (attribution === undefined || attribution.source === 'none') return <StatusIndicator type="pending">{attributionWords.unattributed}</StatusIndicator>;
  return attributionWords[attribution.class];
}

/** Whether a plan of the portal made the item, and which. */
export function MadeBy({ receiver, item: { attribution } }: { receiver: string; item: CustomLineItem }) {
  if (attribution?.source !== 'portal') return t('madeByOther');
  const { plan_id: plan } = attribution;
  return plan === undefined ? t('madeByPortal') : <AppLink href={paths.plan(receiver, plan)}>{t('madeByPlan')}</AppLink>;
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));

/** The filter properties of the list. */
export function lineItemFilters(ofOneCustomer: boolean): FilterProperty[] {
  return [
    textFilter('name', t('name')),
    choiceFilter('status', t('status'), choicesOf(statusWords)),
    choiceFilter('type', t('type'), options(typeWords)),
    choiceFilter('kind', t('kind'), options(kindWords)),
    ...(ofOneCustomer ? [] : [textFilter('customer_name', t('customer')), textFilter('customer_id', t('customerId'))]),
    choiceFilter('recurring', t('recurring'), options({ true: t('repeatsMonthly'), false: t('repeatsNot') })),
    choiceFilter('attribution', t('standsFor'), options(attributionWords)),
    choiceFilter('made_by', t('madeBy'), options({ portal: t('madeByPortal'), other: t('madeByOther') })),
    choiceFilter('drifted', t('drift'), options({ true: t('yes'), false: t('no') })),
    choiceFilter('warning', t('warning'), Object.entries(warningWords).map(([value, { text }]) => ({ value, label: text }))),
    numberFilter('amount', t('amount')),
    numberFilter('starts', t('starts')),
    numberFilter('ends', t('ends')),
    textFilter('service', t('service')),
    textFilter('account_id', t('accountId')),
  ];
}
