import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { ReactNode } from 'react';

import type { Credit } from '@/api/types';
import { paths } from '@/lib/paths';
import { formatDay } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { MoneyText, UnknownFigure } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { choicesOf, StateBadge } from '@/ui/state-badges';

import { t } from './list-messages';
import { SimulatedBadge } from './simulated-badge';
import { creditKindWords, creditStatusWords } from './words';

/** The columns of the list of credits; without the customer on the page of one. */
export function creditColumns(receiver: string, ofOneCustomer: boolean, onOpen: (credit: Credit) => void): Column<Credit>[] {
  const customer: Column<Credit> = {
    id: 'customer_name',
    header: figureWords.customer,
    sort: 'customer_name',
    width: 145,
    cell: (credit) => <AppLink href={paths.customer(receiver, credit.customer_id, { tab: 'credits' })}>{credit.customer_name}</AppLink>,
  };
  return [
    {
      id: 'description',
      csv: ['credit_id', 'description'],
      header: t('credit'),
      sort: 'description',
      rowHeader: true,
      width: 215,
      cell: (credit) => (
        <>
          <span title={credit.description}>{credit.description ?? credit.credit_id}</span>
          <SimulatedBadge simulated={credit.simulated} />
        </>
      ),
    },
    ...(ofOneCustomer ? [] : [customer]),
    {
      id: 'course',
      csv: [],
      header: t('course'),
      width: 90,
      cell: (credit) => (
        <Button variant="inline-link" ariaLabel={t('courseOf', { credit: credit.description ?? credit.credit_id, customer: credit.customer_name })} onClick={() => onOpen(credit)}>
          {t('showCourse')}
        </Button>
      ),
    },
    { id: 'status', header: figureWords.status, sort: 'status', width: 150, cell: ({ status }) => <StateBadge words={creditStatusWords[status]} /> },
    { id: 'estimated_remaining', csv: ['estimated_remaining.amount'], header: t('left'), sort: 'estimated_remaining', numeric: true, width: 140, cell: (credit) => <MoneyText money={credit.estimated_remaining} estimated reason={t('notTold')} /> },
    { id: 'expires_at', csv: ['expires_at', 'days_left'], header: t('expires'), sort: 'expires_at', width: 150, cell: (credit) => <Expiry credit={credit} /> },
    { id: 'initial', csv: ['initial.amount', 'initial.currency'], header: t('initial'), sort: 'initial', numeric: true, width: 120, cell: (credit) => <MoneyText money={credit.initial} /> },
    { id: 'kind', header: t('kind'), sort: 'kind', width: 130, cell: ({ kind }) => creditKindWords[kind] },
    { id: 'burn', csv: ['burn.monthly.amount', 'burn.basis'], header: t('burn'), numeric: true, width: 230, cell: (credit) => <Burn credit={credit} /> },
    { id: 'exhaustion', csv: ['burn.exhausted_at'], header: t('exhaustion'), width: 160, cell: (credit) => <Exhaustion credit={credit} /> },
    { id: 'expiring_unused', csv: ['burn.expiring_unused.amount'], header: t('unused'), sort: 'expiring_unused', numeric: true, width: 150, cell: ({ burn, burn_note: note }) => <MoneyText money={burn?.expiring_unused} estimated reason={note ?? t('noRate')} /> },
    { id: 'applied', csv: ['applied.amount'], header: t('used'), numeric: true, width: 140, hiddenAtFirst: true, cell: (credit) => <MoneyText money={credit.applied} /> },
    { id: 'remaining', csv: ['remaining.amount'], header: t('remainingClosed'), sort: 'remaining', numeric: true, width: 190, hiddenAtFirst: true, cell: (credit) => <MoneyText money={credit.remaining} reason={t('notTold')} /> },
    { id: 'expired', csv: ['expired.amount'], header: t('expiredUnused'), numeric: true, width: 150, hiddenAtFirst: true, cell: (credit) => <MoneyText money={credit.expired} /> },
    { id: 'starts_at', header: t('starts'), width: 140, hiddenAtFirst: true, cell: (credit) => formatDay(credit.starts_at) },
    { id: 'exhausted_at', header: t('exhaustedAt'), width: 160, hiddenAtFirst: true, cell: (credit) => formatDay(credit.exhausted_at) },
    { id: 'services', header: t('services'), width: 240, hiddenAtFirst: true, cell: ({ services }) => (services === undefined ? '-' : services.length === 0 ? t('allServices') : services.join(', ')) },
    { id: 'sharing', header: t('sharing'), width: 150, hiddenAtFirst: true, cell: (credit) => credit.sharing ?? '-' },
    { id: 'application', header: t('application'), width: 160, hiddenAtFirst: true, cell: (credit) => credit.application ?? '-' },
    { id: 'credit_type', header: t('creditType'), width: 140, hiddenAtFirst: true, cell: (credit) => credit.credit_type ?? '-' },
    { id: 'account_id', header: t('accountId'), width: 150, hiddenAtFirst: true, cell: (credit) => credit.account_id ?? '-' },
    { id: 'credit_id', header: t('creditId'), sort: 'credit_id', width: 150, hiddenAtFirst: true, cell: (credit) => credit.credit_id },
  ];
}

function Expiry({ credit }: { credit: Credit }) {
  const { days_left: days } = credit;
  return (
    <>
      {formatDay(credit.expires_at)}
      {days !== undefined && <Small>{days < 0 ? t('daysGone', { count: -days }) : t('daysLeft', { count: days })}</Small>}
    </>
  );
}

/** The rate with what it was made from; a dash with the reason where there is none. */
function Burn({ credit: { burn, burn_note: note } }: { credit: Credit }) {
  if (burn === undefined) return <UnknownFigure reason={note ?? t('noRate')} />;
  return (
    <>
      <MoneyText money={burn.monthly} estimated />
      <Small wrap>{burn.basis}</Small>
    </>
  );
}

function Exhaustion({ credit: { burn, burn_note: note } }: { credit: Credit }) {
  if (burn === undefined) return <UnknownFigure reason={note ?? t('noRate')} />;
  return burn.exhausted_at === undefined ? t('exhaustionLater') : formatDay(burn.exhausted_at);
}

function Small({ children, wrap = false }: { children: ReactNode; wrap?: boolean }) {
  return (
    <Box fontSize="body-s" color="text-body-secondary">
      {wrap ? <div className="wrapped">{children}</div> : children}
    </Box>
  );
}

/** The filter properties of the list. */
export function creditFilters(ofOneCustomer: boolean): FilterProperty[] {
  return [
    textFilter('description', t('credit')),
    ...(ofOneCustomer ? [] : [textFilter('customer_name', figureWords.customer), textFilter('customer_id', t('customerId'))]),
    choiceFilter('kind', t('kind'), Object.entries(creditKindWords).map(([value, label]) => ({ value, label }))),
    choiceFilter('status', figureWords.status, choicesOf(creditStatusWords)),
    numberFilter('initial', t('initial')),
    numberFilter('estimated_remaining', t('left')),
    numberFilter('remaining', t('remainingClosed')),
    numberFilter('days_left', t('daysFilter')),
    numberFilter('expiring_unused', t('unused')),
    numberFilter('expires_at', t('expires')),
    textFilter('credit_id', t('creditId')),
    textFilter('currency', figureWords.currency),
  ];
}
