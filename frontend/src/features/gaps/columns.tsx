import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';

import type { Gap } from '@/api/types';
import { signOf } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatDate, formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { MoneyText } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { StandingBadge } from '@/ui/standing-badge';
import { choicesOf, StateBadge } from '@/ui/state-badges';

import { t } from './messages';
import { gapClassWords, gapName, gapStatusWords, keptWords, policyText, policyWords } from './words';

/** What the columns need to know of the page. */
export interface GapsPlace {
  receiver: string;
  month: string;
  ofOneCustomer: boolean;
  onInspect: (gap: Gap) => void;
}

/** The columns of the list of gaps; without the customer on the page of one. */
export function gapColumns(place: GapsPlace): Column<Gap>[] {
  const { receiver, month, ofOneCustomer } = place;
  const customer: Column<Gap> = {
    id: 'customer_name',
    header: t('customer'),
    sort: 'customer_name',
    rowHeader: true,
    width: 158,
    cell: (gap) => (
      <>
        <Simulated gap={gap} />
        <AppLink href={paths.customer(receiver, gap.customer_id, { period: month })}>{gap.customer_name}</AppLink>
      </>
    ),
  };
  return [
    ...(ofOneCustomer ? [] : [customer]),
    {
      id: 'class',
      header: t('class'),
      sort: 'class',
      rowHeader: ofOneCustomer,
      width: 155,
      cell: (gap) => (
        <>
          {ofOneCustomer && <Simulated gap={gap} />}
          <Button variant="inline-link" wrapText={false} ariaLabel={t('lookCloserAt', { name: gapName(gap) })} onClick={() => place.onInspect(gap)}>
            {gapClassWords[gap.class]}
          </Button>
        </>
      ),
    },
    { ...money('my_view', t('inMyBill'), 121), sort: 'my_view' },
    { ...money('carried', t('carriedShort'), 106), sort: 'carried' },
    { ...money('gap', t('gap'), 115), sort: 'gap' },
    { id: 'policy', csv: ['policy', 'policy_percent'], header: t('policy'), sort: 'policy', width: 129, cell: (gap) => <Policy gap={gap} /> },
    { id: 'proposal', csv: ['proposal.amount', 'proposal.currency'], header: t('proposal'), sort: 'proposal', numeric: true, width: 142, cell: (gap) => <Proposal gap={gap} /> },
    { id: 'status', csv: ['status', 'plan_id', 'dismissal.until', 'dismissal.reason'], header: t('status'), sort: 'status', width: 127, cell: (gap) => <Status receiver={receiver} gap={gap} /> },
    { ...money('wanted', t('wanted'), 160), hiddenAtFirst: true },
    { id: 'note', header: t('note'), width: 260, hiddenAtFirst: true, cell: (gap) => gap.note ?? '-' },
    { id: 'standing', header: t('standing'), width: 170, hiddenAtFirst: true, cell: (gap) => (gap.standing === undefined ? '-' : <StandingBadge standing={gap.standing} />) },
    { id: 'currency', header: t('currency'), sort: 'currency', width: 110, hiddenAtFirst: true, cell: (gap) => gap.currency ?? '-' },
    { id: 'customer_id', header: t('customerId'), sort: 'customer_id', width: 200, hiddenAtFirst: true, cell: (gap) => gap.customer_id },
    { id: 'as_of', header: t('read'), width: 190, hiddenAtFirst: true, cell: (gap) => formatInstant(gap.as_of) },
  ];
}

function money(id: 'my_view' | 'carried' | 'gap' | 'wanted', header: string, width: number) {
  return {
    id,
    csv: [`${id}.amount`, `${id}.currency`],
    header,
    numeric: true,
    width,
    cell: (gap: Gap) => <MoneyText money={gap[id]} estimated={id === 'my_view' && gap.standing !== 'final'} reason={gap.note ?? t('noFigure')} />,
  };
}

/** Says of a row that it is made up. */
export function Simulated({ gap }: { gap: Gap }) {
  if (gap.simulated !== true) return null;
  return (
    <div>
      <Badge color="severity-medium">{t('demoBadge')}</Badge>
    </div>
  );
}

/** What is done with the class, and whether the customer has that of its own. */
export function Policy({ gap }: { gap: Gap }) {
  return (
    <>
      {policyText(gap.policy, gap.policy_percent)}
      {gap.policy_of_customer === true && (
        <Box fontSize="body-s" color="text-body-secondary">
          {t('ownPolicy')}
        </Box>
      )}
    </>
  );
}

/** What a plan would add to Showback; "Nothing" where that is known, a dash where it is not. */
export function Proposal({ gap }: { gap: Gap }) {
  const { proposal } = gap;
  if (proposal === undefined) return gap.my_view === undefined ? <MoneyText money={undefined} reason={gap.note ?? t('noFigure')} /> : t('nothing');
  return (
    <>
      <MoneyText money={proposal} signed />{' '}
      <Box variant="span" fontSize="body-s" color="text-body-secondary">
        {signOf(proposal.amount) < 0 ? t('asCredit') : t('asFee')}
      </Box>
    </>
  );
}

/** Where the gap stands, with the unfinished plan that will change it. */
export function Status({ receiver, gap }: { receiver: string; gap: Gap }) {
  return (
    <>
      <StateBadge words={gap.status === 'kept' ? keptWords(gap.policy) : gapStatusWords[gap.status]} />
      {gap.status === 'dismissed' && gap.dismissal !== undefined && (
        <Box fontSize="body-s" color="text-body-secondary">
          {t('until', { until: formatDate(gap.dismissal.until) })}
        </Box>
      )}
      {gap.changed_outside !== undefined && (
        <Box fontSize="body-s" color="text-status-warning">
          {t('changed')}
        </Box>
      )}
      {gap.plan_id !== undefined && (
        <div>
          <AppLink href={paths.plan(receiver, gap.plan_id)} fontSize="body-s" ariaLabel={t('viewPlanOf', { name: gapName(gap) })}>
            {t('viewPlan')}
          </AppLink>
        </div>
      )}
    </>
  );
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));

/** The filter by class, of several lists. */
export const classFilter = () => choiceFilter('class', t('class'), options(gapClassWords));

/** The filter by what is done, under the property that a list calls it. A gap has the policy beneath its dismissal; that it is dismissed is its status. */
export const policyFilter = (property: 'policy' | 'mode') =>
  choiceFilter(property, t('policy'), options(policyWords).filter(({ value }) => property === 'mode' || value !== 'dismissed'));

/** The filter by where a gap or a customer stands. */
export const statusFilter = () => choiceFilter('status', t('status'), choicesOf(gapStatusWords));

/** The filters by customer. */
export const customerFilters = () => [textFilter('customer_name', t('customer')), textFilter('customer_id', t('customerId'))];

/** The filter properties of the list of gaps. */
export function gapFilters(ofOneCustomer: boolean): FilterProperty[] {
  return [
    classFilter(),
    statusFilter(),
    policyFilter('policy'),
    ...(ofOneCustomer ? [] : customerFilters()),
    numberFilter('gap', t('gap')),
    numberFilter('proposal', t('proposal')),
    numberFilter('my_view', t('inMyBill')),
    numberFilter('carried', t('carried')),
    textFilter('currency', t('currency')),
  ];
}
