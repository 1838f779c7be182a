import Box from '@cloudscape-design/components/box';
import { useQuery } from '@tanstack/react-query';

import type { Transfer } from '@/api/types';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatDay, formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { InfoLink } from '@/ui/help';
import { usePageHelp } from '@/ui/page-slots';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { billingGroupWords, choicesOf, lifecycleWords, StateBadge } from '@/ui/state-badges';

import { TransfersHelp } from './help';
import { t } from './messages';
import { transfersQuery } from './queries';

const columnsFor = (receiver: string): Column<Transfer>[] => [
  {
    id: 'name',
    header: t('transfer'),
    sort: 'name',
    rowHeader: true,
    width: 230,
    cell: (transfer) => <AppLink href={paths.customer(receiver, transfer.customer_id)}>{transfer.name}</AppLink>,
  },
  { id: 'state', header: t('state'), sort: 'state', width: 230, cell: (transfer) => <StateBadge words={lifecycleWords[transfer.state]} /> },
  { id: 'next_step', header: t('whatToDo'), width: 260, cell: (transfer) => transfer.next_step ?? t('nothing') },
  { id: 'customer_id', header: t('customerAccount'), sort: 'customer_id', width: 180, cell: (transfer) => transfer.customer_id },
  { id: 'starts_at', header: t('startsUtc'), sort: 'starts_at', width: 140, cell: (transfer) => formatDay(transfer.starts_at) },
  { id: 'ends_at', header: t('endsUtc'), sort: 'ends_at', width: 140, cell: (transfer) => formatDay(transfer.ends_at) },
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
  { id: 'aws_status', header: t('awsStatus'), sort: 'aws_status', width: 150, hiddenAtFirst: true, cell: (transfer) => transfer.aws_status },
  { id: 'email', header: t('email'), width: 220, hiddenAtFirst: true, cell: (transfer) => transfer.customer_email ?? '-' },
  { id: 'transfer_id', header: t('transferId'), width: 200, hiddenAtFirst: true, cell: (transfer) => transfer.transfer_id },
];

const filters: FilterProperty[] = [
  { key: 'name', label: t('transfer'), groupLabel: t('title'), kind: 'text' },
  { key: 'customer_id', label: t('customerAccount'), groupLabel: t('customerAccounts'), kind: 'text' },
  { key: 'state', label: t('state'), groupLabel: t('states'), kind: 'choice', options: choicesOf(lifecycleWords) },
  { key: 'billing_group_status', label: figureWords.billingGroup, groupLabel: t('billingGroupStates'), kind: 'choice', options: choicesOf(billingGroupWords) },
  { key: 'aws_status', label: t('awsStatus'), groupLabel: t('awsStatuses'), kind: 'text' },
  { key: 'starts_at', label: t('starts'), groupLabel: t('startDays'), kind: 'number' },
  { key: 'ends_at', label: t('ends'), groupLabel: t('endDays'), kind: 'number' },
];

/** Preferences of this table are remembered under this name. */
const table = 'transfers:list';
const help = <TransfersHelp />;

/** What the transfers page is told by its address. */
export interface TransfersPageProps {
  receiver: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** Every invitation and transfer of the receiver, and what to do about it. */
export function TransfersPage({ receiver, address, onState }: TransfersPageProps) {
  const state = useSizedState(table, address);
  const query = useQuery(transfersQuery(receiver, state));
  usePageHelp(help);
  const counts = query.data?.states.filter((item) => item.count > 0).map((item) => `${formatCount(item.count)} ${lifecycleWords[item.state].text.toLowerCase()}`);
  return (
    <ResourceTable
      name={table}
      title={t('title')}
      things={t('things')}
      info={<InfoLink about={t('about')} topic={help} />}
      description={
        counts !== undefined && counts.length > 0 && t('counts', { counts: counts.join(', '), time: formatInstant(query.data?.as_of) })
      }
      columns={columnsFor(receiver)}
      rowId={(transfer) => transfer.transfer_id}
      query={query}
      state={state}
      onState={onState}
      properties={filters}
      empty={{
        title: t('emptyTitle'),
        text: t('emptyText'),
        action: <AppLink href={paths.collections(receiver)}>{t('toCollections')}</AppLink>,
      }}
    />
  );
}
