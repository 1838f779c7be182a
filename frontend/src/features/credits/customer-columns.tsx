import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';

import type { CreditCustomer } from '@/api/types';
import { policyWords } from '@/features/gaps/words';
import { formatCount } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatDay, formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { MoneyText, UnknownFigure } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { StandingBadge } from '@/ui/standing-badge';
import { choicesOf, StateBadge } from '@/ui/state-badges';

import { t } from './list-messages';
import { SimulatedBadge } from './simulated-badge';
import { isReadable, visibilityAdvice, visibilityWords } from './words';

/** What the columns need to know of the page. */
export interface CreditCustomersPlace {
  receiver: string;
  month: string;
  onAccess: (customer: CreditCustomer) => void;
}

/** The columns of the list of customers. */
export function creditCustomerColumns({ receiver, month, onAccess }: CreditCustomersPlace): Column<CreditCustomer>[] {
  return [
    {
      id: 'customer_name',
      csv: ['customer_id', 'customer_name'],
      header: figureWords.customer,
      sort: 'customer_name',
      rowHeader: true,
      width: 175,
      cell: (customer) => (
        <>
          <AppLink href={paths.customer(receiver, customer.customer_id, { period: month })}>{customer.customer_name}</AppLink>
          <SimulatedBadge simulated={customer.simulated} />
        </>
      ),
    },
    { id: 'applied', csv: ['applied.amount', 'applied.currency'], header: t('applied'), sort: 'applied', numeric: true, width: 115, cell: (customer) => <MoneyText money={customer.applied} estimated={isEstimated(customer)} reason={t('noFigures')} /> },
    { id: 'modelled', csv: ['modelled.amount'], header: t('modelled'), sort: 'modelled', numeric: true, width: 130, cell: (customer) => <MoneyText money={customer.modelled} reason={t('notAttributed')} /> },
    { id: 'unmodelled', csv: ['unmodelled.amount'], header: t('unmodelled'), sort: 'unmodelled', numeric: true, width: 160, cell: (customer) => <MoneyText money={customer.unmodelled} estimated={isEstimated(customer)} reason={t('notAttributed')} /> },
    { id: 'visibility', csv: ['visibility', 'visibility_note'], header: t('balance'), sort: 'visibility', width: 205, cell: (customer) => <Visibility customer={customer} /> },
    { id: 'access', csv: [], header: t('access'), width: 135, cell: (customer) => <AccessButton customer={customer} onAccess={onAccess} /> },
    { id: 'estimated_remaining', csv: ['estimated_remaining.amount'], header: t('left'), sort: 'estimated_remaining', numeric: true, width: 140, cell: (customer) => <MoneyText money={customer.estimated_remaining} estimated reason={hiddenBecause(customer)} /> },
    { id: 'expiring', csv: ['expiring.amount'], header: t('expiringSoon'), sort: 'expiring', numeric: true, width: 125, cell: (customer) => <MoneyText money={customer.expiring} reason={hiddenBecause(customer)} /> },
    { id: 'next_expiry_at', header: t('nextExpiry'), width: 150, cell: (customer) => formatDay(customer.next_expiry_at) },
    { id: 'policy', header: t('policy'), width: 130, cell: ({ policy }) => (policy === undefined ? '-' : policyWords[policy]) },
    { id: 'remaining', csv: ['remaining.amount'], header: t('remainingClosed'), sort: 'remaining', numeric: true, width: 190, hiddenAtFirst: true, cell: (customer) => <MoneyText money={customer.remaining} reason={hiddenBecause(customer)} /> },
    { id: 'credits', header: t('creditCount'), numeric: true, width: 100, hiddenAtFirst: true, cell: (customer) => (isKnown(customer) ? formatCount(customer.credits) : <UnknownFigure reason={hiddenBecause(customer)} />) },
    { id: 'allocated', csv: ['allocated.amount'], header: t('allocated'), numeric: true, width: 150, hiddenAtFirst: true, cell: (customer) => <MoneyText money={customer.allocated} reason={hiddenBecause(customer)} /> },
    { id: 'standing', header: figureWords.standing, width: 130, hiddenAtFirst: true, cell: ({ standing }) => (standing === undefined ? '-' : <StandingBadge standing={standing} />) },
    { id: 'customer_id', header: t('customerId'), sort: 'customer_id', width: 180, hiddenAtFirst: true, cell: (customer) => customer.customer_id },
    { id: 'role_arn', header: t('role'), width: 320, hiddenAtFirst: true, cell: (customer) => customer.role_arn ?? '-' },
    { id: 'balances_read_at', header: t('balancesRead'), width: 200, hiddenAtFirst: true, cell: (customer) => formatInstant(customer.balances_read_at) },
  ];
}

/** Whether the amounts of the month can still change. */
function isEstimated({ standing, applied }: CreditCustomer): boolean {
  return applied !== undefined && standing !== undefined && standing !== 'final';
}

/** Whether the customer's credits are known; those of a demonstration are. */
function isKnown({ visibility, simulated }: CreditCustomer): boolean {
  return isReadable(visibility) || simulated === true;
}

/** Why a balance is not known: an unknown one is never read as none. */
function hiddenBecause({ visibility, credits }: CreditCustomer): string {
  if (isReadable(visibility) && credits === 0) return t('emptyOneText');
  const { text } = visibilityWords[visibility];
  const advice = visibilityAdvice[visibility];
  return advice === undefined ? text : `${text}. ${advice}`;
}

function Visibility({ customer }: { customer: CreditCustomer }) {
  const { visibility, failed_months: failed = [] } = customer;
  // Why there is no role is the same for each, and is said in the panel.
  const note = visibility === 'no_role' ? undefined : customer.visibility_note;
  const more = failed.length > 0 ? failed.map(formatMonth).join(', ') : note;
  return (
    <>
      <StateBadge words={visibilityWords[visibility]} />
      {more !== undefined && (
        <Box fontSize="body-s" color="text-body-secondary">
          <div className="wrapped">{more}</div>
        </Box>
      )}
    </>
  );
}

function AccessButton({ customer, onAccess }: { customer: CreditCustomer; onAccess: (customer: CreditCustomer) => void }) {
  const asks = customer.visibility === 'no_role';
  return (
    <Button
      variant="inline-link"
      ariaLabel={t(asks ? 'grantTo' : 'accessOf', { name: customer.customer_name })}
      onClick={() => onAccess(customer)}
    >
      {t(asks ? 'grant' : 'access')}
    </Button>
  );
}

/** The filter properties of the list. */
export const creditCustomerFilters: FilterProperty[] = [
  textFilter('customer_name', figureWords.customer),
  textFilter('customer_id', t('customerId')),
  choiceFilter('visibility', t('balance'), choicesOf(visibilityWords)),
  numberFilter('applied', t('applied')),
  numberFilter('modelled', t('modelled')),
  numberFilter('unmodelled', t('unmodelled')),
  numberFilter('estimated_remaining', t('left')),
  numberFilter('remaining', t('remainingClosed')),
  numberFilter('expiring', t('expiringSoon')),
  textFilter('currency', figureWords.currency),
];
