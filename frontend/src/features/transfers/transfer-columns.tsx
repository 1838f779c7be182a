import Box from '@cloudscape-design/components/box';

import type { Transfer, TransferRelation } from '@/api/types';
import { paths } from '@/lib/paths';
import { formatDay, formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { billingGroupWords, choicesOf, lifecycleWords, StateBadge } from '@/ui/state-badges';

import type { Change } from './changes/change-modal';
import { RowActions } from './changes/row-actions';
import { t } from './messages';

/** What the columns need to know of the page. */
export interface TransfersPlace {
  receiver: string;
  /** Why this person may not change anything. */
  roleReason: string | undefined;
  onChange: (transfer: Transfer, change: Change) => void;
}

const relationWords: Record<TransferRelation, string> = { direct: t('direct'), indirect: t('indirect') };

function relationText({ relation, via_account_id: via }: Transfer): string {
  if (relation === undefined) return '-';
  return via === undefined ? relationWords[relation] : t('indirectVia', { account: via });
}

/** The columns of the list of transfers. */
export const transferColumns = ({ receiver, roleReason, onChange }: TransfersPlace): Column<Transfer>[] => [
  {
    id: 'name',
    header: t('transfer'),
    sort: 'name',
    rowHeader: true,
    width: 230,
    cell: (transfer) => <AppLink href={paths.customer(receiver, transfer.customer_id)}>{transfer.name}</AppLink>,
  },
  {
    id: 'actions',
    csv: [],
    header: t('actions'),
    width: 100,
    cell: (transfer) => <RowActions receiver={receiver} transfer={transfer} roleReason={roleReason} onChange={(change) => onChange(transfer, change)} />,
  },
  { id: 'state', header: t('state'), sort: 'state', width: 255, cell: (transfer) => <StateBadge words={lifecycleWords[transfer.state]} /> },
  { id: 'next_step', header: t('whatToDo'), width: 260, cell: (transfer) => transfer.next_step ?? t('nothing') },
  { id: 'customer_id', header: t('customerAccount'), sort: 'customer_id', width: 180, cell: (transfer) => transfer.customer_id },
  { id: 'starts_at', header: t('startsUtc'), sort: 'starts_at', width: 140, cell: (transfer) => formatDay(transfer.starts_at) },
  { id: 'ends_at', header: t('endsUtc'), sort: 'ends_at', width: 140, cell: (transfer) => formatDay(transfer.ends_at) },
  { id: 'accept_before_at', header: t('acceptBefore'), width: 200, cell: (transfer) => formatInstant(transfer.accept_before_at) },
  { id: 'relation', csv: ['relation', 'via_account_id'], header: t('relation'), sort: 'relation', width: 190, cell: relationText },
  {
    id: 'billing_group_status',
    header: figureWords.billingGroup,
    sort: 'billing_group_status',
    width: 210,
    cell: (transfer) => (
      <>
        <StateBadge words={billingGroupWords[transfer.billing_group_status]} />
        {transfer.billing_group_name !== undefined && <Box color="text-body-secondary">{transfer.billing_group_name}</Box>}
      </>
    ),
  },
  { id: 'earliest_end_at', header: t('earliestEnd'), width: 180, hiddenAtFirst: true, cell: (transfer) => formatDay(transfer.earliest_end_at) },
  {
    id: 'holds_quota',
    header: t('holdsQuota'),
    width: 200,
    hiddenAtFirst: true,
    cell: (transfer) => (transfer.holds_quota === undefined ? '-' : transfer.holds_quota ? t('yes') : t('no')),
  },
  { id: 'aws_status', header: t('awsStatus'), sort: 'aws_status', width: 150, hiddenAtFirst: true, cell: (transfer) => transfer.aws_status },
  { id: 'email', csv: ['customer_email'], header: t('email'), width: 220, hiddenAtFirst: true, cell: (transfer) => transfer.customer_email ?? '-' },
  { id: 'transfer_id', header: t('transferId'), width: 200, hiddenAtFirst: true, cell: (transfer) => transfer.transfer_id },
];

/** What the list can be filtered by. */
export const transferFilters: FilterProperty[] = [
  { key: 'name', label: t('transfer'), groupLabel: t('title'), kind: 'text' },
  { key: 'customer_id', label: t('customerAccount'), groupLabel: t('customerAccounts'), kind: 'text' },
  { key: 'state', label: t('state'), groupLabel: t('states'), kind: 'choice', options: choicesOf(lifecycleWords) },
  { key: 'billing_group_status', label: figureWords.billingGroup, groupLabel: t('billingGroupStates'), kind: 'choice', options: choicesOf(billingGroupWords) },
  { key: 'aws_status', label: t('awsStatus'), groupLabel: t('awsStatuses'), kind: 'text' },
  {
    key: 'relation',
    label: t('relation'),
    groupLabel: t('relation'),
    kind: 'choice',
    options: Object.entries(relationWords).map(([value, label]) => ({ value, label })),
  },
  { key: 'starts_at', label: t('starts'), groupLabel: t('startDays'), kind: 'number' },
  { key: 'ends_at', label: t('ends'), groupLabel: t('endDays'), kind: 'number' },
];
