import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { Plan, PlanKind, PlanTotals } from '@/api/types';
import { formatCount } from '@/lib/money';
import { daysOf, formatMonth, formatMonthLong } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatDate } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { MoneyText } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import { SimpleTable } from '@/ui/simple-table';

import { t } from './review-messages';

/** Plans that only add line items; the others change or remove what is there. */
const creates: readonly PlanKind[] = ['gaps', 'commission', 'line_items'];

/** What has to be known of a plan of line items before anything else: for which months, whether it repeats, and that it is not made up. */
export function MonthNotes({ plan }: { plan: Plan }) {
  const { kind, period, recurring_items: recurring = 0, simulated, drifted_items: drifted = 0 } = plan;
  return (
    <SpaceBetween size="l">
      {simulated === true && (
        <Alert type="warning" header={t('simulated')}>
          {t('simulatedText')}
        </Alert>
      )}
      {drifted > 0 && (
        <Alert
          type="warning"
          header={t('drifted', { count: drifted })}
          action={<AppLink href={paths.plan(plan.receiver_id, plan.plan_id, { filter: ['drifted:eq:true'] })}>{t('showDrifted')}</AppLink>}
        >
          {t('driftedText')}
        </Alert>
      )}
      {period !== undefined && recurring > 0 && (
        <Alert type="warning" header={t('recurring', { month: formatMonthLong(period) })}>
          {t('recurringText', { count: recurring })}
        </Alert>
      )}
      {period !== undefined && recurring === 0 && (
        <Alert type="info" header={creates.includes(kind) ? t('oneMonth', { month: formatMonth(period) }) : t('changesMonth', { month: formatMonth(period) })}>
          {t(creates.includes(kind) ? 'oneMonthText' : 'changesText', { first: formatDate(daysOf(period).first), last: formatDate(daysOf(period).last) })}
        </Alert>
      )}
    </SpaceBetween>
  );
}

const columns: Column<PlanTotals>[] = [
  { id: 'month', header: t('period'), rowHeader: true, width: 120, cell: (total) => formatMonth(total.period) },
  { id: 'currency', header: t('currency'), width: 100, cell: (total) => total.currency },
  { id: 'fees', header: t('fees'), numeric: true, cell: (total) => <MoneyText money={total.fees} /> },
  { id: 'credits', header: t('credits'), numeric: true, cell: (total) => <MoneyText money={total.credits} /> },
  { id: 'change', header: t('effect'), numeric: true, width: 135, cell: (total) => <MoneyText money={total.change} signed /> },
  { id: 'items', header: t('lineItems'), numeric: true, cell: (total) => formatCount(total.items) },
  { id: 'customers', header: t('customers'), numeric: true, cell: (total) => formatCount(total.customers) },
  {
    id: 'certainty',
    header: t('certainty'),
    width: 260,
    cell: (total) => (total.estimated === true ? <StatusIndicator type="pending">{t('estimated')}</StatusIndicator> : t('exact')),
  },
];

/** What the plan comes to: a line for each currency and month, which never add up; and what was left out of it. */
export function PlanMoney({ plan }: { plan: Plan }) {
  return (
    <SpaceBetween size="l">
      <SimpleTable
        label={t('totals')}
        title={t('totals')}
        description={t('totalsText')}
        items={plan.totals ?? []}
        rowId={(total) => `${total.currency} ${total.period}`}
        emptyText={t('noTotals')}
        columns={columns}
      />
      {plan.skipped_note !== undefined && (
        <Alert type="info" header={t('skipped')}>
          {plan.skipped_note}
        </Alert>
      )}
    </SpaceBetween>
  );
}
