import type { Money, UsageGrouping } from '@/api/types';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { MoneyText, PercentText } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { numberFilter, textFilter } from '@/ui/resource-table/filter-terms';

import { t } from './messages';
import type { UsageRow } from './usage-rows';

const identity: Record<UsageGrouping, string> = { customer: figureWords.customer, account: t('account'), service: figureWords.service };

/** What the columns of the breakdown need to know of the page. */
export interface UsagePlace {
  receiver: string;
  month: string;
  by: UsageGrouping;
  ofOneCustomer: boolean;
}

/** The columns of the breakdown for what a row is. */
export function usageColumns(place: UsagePlace): Column<UsageRow>[] {
  const money = (id: string, header: string, of: (row: UsageRow) => Money | undefined, signed = false): Column<UsageRow> => ({
    id,
    header,
    sort: id,
    numeric: true,
    width: 150,
    csv: [`${id}.amount`],
    cell: (row) => <MoneyText money={of(row)} signed={signed} {...(signed && { reason: t('notComparable') })} />,
  });
  return [
    { id: 'label', header: identity[place.by], sort: 'label', rowHeader: true, width: 250, cell: (row) => <Name row={row} place={place} /> },
    ...(place.by === 'customer' ? [breakdown(place)] : []),
    ...(place.by === 'account' ? accountColumns(place) : []),
    money('my_view', figureWords.awsCost, (row) => row.cost.my_view),
    money('showback', figureWords.charged, (row) => row.cost.showback),
    { ...money('my_view_change', t('myViewChange'), (row) => row.cost.my_view_change, true), width: 200 },
    { ...money('showback_change', t('showbackChange'), (row) => row.cost.showback_change, true), width: 190 },
    { id: 'share_percent', header: t('share'), numeric: true, width: 150, cell: (row) => <PercentText percent={row.cost.share_percent} /> },
    { ...money('previous_my_view', t('previousMyView'), (row) => row.cost.previous_my_view), hiddenAtFirst: true },
    { ...money('previous_showback', t('previousShowback'), (row) => row.cost.previous_showback), hiddenAtFirst: true },
    { id: 'currency', header: figureWords.currency, sort: 'currency', width: 110, hiddenAtFirst: true, cell: (row) => row.cost.currency },
  ];
}

function Name({ row, place }: { row: UsageRow; place: UsagePlace }) {
  const { label, customer_id: customer } = row.cost;
  if (row.isPart || place.by !== 'customer' || customer === undefined) return label;
  return <AppLink href={paths.customer(place.receiver, customer, { period: place.month })}>{label}</AppLink>;
}

function breakdown({ receiver, month }: UsagePlace): Column<UsageRow> {
  const narrowed = (by: string, customer: string) => paths.finops(receiver, { period: month, tab: 'usage', by, filter: [`customer_id:eq:${customer}`] });
  return {
    id: 'breakdown',
    csv: [],
    header: t('breakdown'),
    width: 165,
    cell: ({ isPart, cost: { customer_id: customer, label } }) =>
      !isPart &&
      customer !== undefined && (
        <>
          <AppLink href={narrowed('service', customer)} ariaLabel={t('servicesOf', { name: label })}>
            {t('itsServices')}
          </AppLink>{' '}
          ·{' '}
          <AppLink href={narrowed('account', customer)} ariaLabel={t('accountsOf', { name: label })}>
            {t('itsAccounts')}
          </AppLink>
        </>
      ),
  };
}

function accountColumns({ receiver, month, ofOneCustomer }: UsagePlace): Column<UsageRow>[] {
  const id: Column<UsageRow> = { id: 'account_id', header: t('accountId'), sort: 'account_id', width: 160, cell: (row) => row.cost.account_id ?? '-' };
  const customer: Column<UsageRow> = {
    id: 'customer_id',
    csv: ['customer_id', 'customer_name'],
    header: figureWords.customer,
    sort: 'customer_id',
    width: 180,
    cell: ({ cost: { customer_id: key, customer_name: name } }) =>
      key === undefined ? '-' : <AppLink href={paths.customer(receiver, key, { period: month, tab: 'accounts' })}>{name ?? key}</AppLink>,
  };
  return ofOneCustomer ? [id] : [id, customer];
}

/** The filter properties of the breakdown for what a row is. */
export function usageFilters(by: UsageGrouping, ofOneCustomer: boolean): FilterProperty[] {
  return [
    textFilter('label', identity[by]),
    ...(ofOneCustomer ? [] : [textFilter('customer_id', t('customerId'))]),
    ...(by === 'account' ? [textFilter('account_id', t('accountId'))] : []),
    textFilter('currency', figureWords.currency),
    numberFilter('my_view', figureWords.awsCost),
    numberFilter('showback', figureWords.charged),
    numberFilter('my_view_change', t('myViewChange')),
    numberFilter('showback_change', t('showbackChange')),
    numberFilter('previous_my_view', t('previousMyView')),
    numberFilter('previous_showback', t('previousShowback')),
  ];
}
