import Box from '@cloudscape-design/components/box';
import { useQuery } from '@tanstack/react-query';

import type { Transfer } from '@/api/types';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatDay, formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { usePageHelp } from '@/ui/page-slots';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { billingGroupWords, choicesOf, lifecycleWords, StateBadge } from '@/ui/state-badges';

import { TransfersHelp } from './help';
import { transfersQuery } from './queries';

const columnsFor = (receiver: string): Column<Transfer>[] => [
  {
    id: 'name',
    header: 'Transfer',
    sort: 'name',
    rowHeader: true,
    width: 230,
    cell: (transfer) => <AppLink href={paths.customer(receiver, transfer.customer_id)}>{transfer.name}</AppLink>,
  },
  { id: 'state', header: 'State', sort: 'state', width: 230, cell: (transfer) => <StateBadge words={lifecycleWords[transfer.state]} /> },
  { id: 'next_step', header: 'What to do', width: 260, cell: (transfer) => transfer.next_step ?? 'Nothing' },
  { id: 'customer_id', header: 'Customer account', sort: 'customer_id', width: 180, cell: (transfer) => transfer.customer_id },
  { id: 'starts_at', header: 'Starts (UTC)', sort: 'starts_at', width: 140, cell: (transfer) => formatDay(transfer.starts_at) },
  { id: 'ends_at', header: 'Ends (UTC)', sort: 'ends_at', width: 140, cell: (transfer) => formatDay(transfer.ends_at) },
  {
    id: 'billing_group_status',
    header: 'Billing group',
    sort: 'billing_group_status',
    width: 210,
    cell: (transfer) => (
      <>
        <StateBadge words={billingGroupWords[transfer.billing_group_status]} />
        {transfer.billing_group_name !== undefined && <Box color="text-body-secondary">{transfer.billing_group_name}</Box>}
      </>
    ),
  },
  { id: 'aws_status', header: 'Status at AWS', sort: 'aws_status', width: 150, hiddenAtFirst: true, cell: (transfer) => transfer.aws_status },
  { id: 'email', header: 'Email', width: 220, hiddenAtFirst: true, cell: (transfer) => transfer.customer_email ?? '-' },
  { id: 'transfer_id', header: 'Transfer ID', width: 200, hiddenAtFirst: true, cell: (transfer) => transfer.transfer_id },
];

const filters: FilterProperty[] = [
  { key: 'name', label: 'Transfer', groupLabel: 'Transfers', kind: 'text' },
  { key: 'customer_id', label: 'Customer account', groupLabel: 'Customer accounts', kind: 'text' },
  { key: 'state', label: 'State', groupLabel: 'States', kind: 'choice', options: choicesOf(lifecycleWords) },
  { key: 'billing_group_status', label: 'Billing group', groupLabel: 'Billing group states', kind: 'choice', options: choicesOf(billingGroupWords) },
  { key: 'aws_status', label: 'Status at AWS', groupLabel: 'Statuses at AWS', kind: 'text' },
  { key: 'starts_at', label: 'Starts', groupLabel: 'Start days', kind: 'number' },
  { key: 'ends_at', label: 'Ends', groupLabel: 'End days', kind: 'number' },
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
      title="Transfers"
      things="transfers"
      info={<InfoLink about="transfers" topic={help} />}
      description={
        counts !== undefined && counts.length > 0 && `All transfers: ${counts.join(', ')}. As collected ${formatInstant(query.data?.as_of)}.`
      }
      columns={columnsFor(receiver)}
      rowId={(transfer) => transfer.transfer_id}
      query={query}
      state={state}
      onState={onState}
      properties={filters}
      empty={{
        title: 'No transfers',
        text: 'Invite a customer to transfer its bill in the AWS Billing console of this receiver. Transfers appear here with the next collection.',
        action: <AppLink href={paths.collections(receiver)}>Go to Collections</AppLink>,
      }}
    />
  );
}
