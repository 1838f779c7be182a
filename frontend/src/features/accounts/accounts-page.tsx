import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';

import type { Account } from '@/api/types';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { HelpTopic, InfoLink } from '@/ui/help';
import { usePageHelp } from '@/ui/page-slots';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';

import { accountsQuery } from './queries';

const statusWords: Record<Account['status'], { type: StatusIndicatorProps.Type; text: string }> = {
  connected: { type: 'success', text: 'Connected' },
  permissions_missing: { type: 'warning', text: 'Permissions missing' },
  unreachable: { type: 'error', text: 'Unreachable' },
  pending: { type: 'pending', text: 'Pending' },
};

const columns: Column<Account>[] = [
  { id: 'name', header: 'Receiver', sort: 'name', rowHeader: true, width: 240, cell: (account) => <AppLink href={paths.dashboard(account.account_id)}>{account.name}</AppLink> },
  {
    id: 'status',
    header: 'Status',
    sort: 'status',
    width: 200,
    cell: (account) => (
      <>
        <StatusIndicator type={statusWords[account.status].type}>{statusWords[account.status].text}</StatusIndicator>
        {account.status_detail !== undefined && <div>{account.status_detail}</div>}
      </>
    ),
  },
  { id: 'account_id', header: 'Account ID', sort: 'account_id', width: 150, cell: (account) => account.account_id },
  { id: 'organization_id', header: 'Organization', width: 160, cell: (account) => account.organization_id ?? '-' },
  { id: 'customers', header: 'Customers', numeric: true, width: 130, cell: (account) => formatCount(account.customer_count) },
  { id: 'collected', header: 'Last collected (UTC)', width: 220, cell: (account) => formatInstant(account.last_collected_at) },
];

const filters: FilterProperty[] = [
  { key: 'name', label: 'Receiver', groupLabel: 'Receivers', kind: 'text' },
  { key: 'account_id', label: 'Account ID', groupLabel: 'Account IDs', kind: 'text' },
  {
    key: 'status',
    label: 'Status',
    groupLabel: 'Statuses',
    kind: 'choice',
    options: Object.entries(statusWords).map(([value, { text }]) => ({ value, label: text })),
  },
];

/** Preferences of this table are remembered under this name. */
const table = 'accounts:receivers';

const help = (
  <HelpTopic title="Receivers">
    <p>A receiver is a bill-transfer account: AWS bills it for the organizations of its customers.</p>
    <p>Every page below a receiver shows that receiver alone; its account id is in the address.</p>
  </HelpTopic>
);

/** The receivers registered in the portal. */
export function AccountsPage({ address, onState }: { address: ListState; onState: (change: Partial<ListState>) => void }) {
  const state = useSizedState(table, address);
  const query = useQuery(accountsQuery(state));
  usePageHelp(help);
  return (
    <ResourceTable
      name={table}
      title="Receivers"
      things="receivers"
      info={<InfoLink about="receivers" topic={help} />}
      columns={columns}
      rowId={(account) => account.account_id}
      query={query}
      state={state}
      onState={onState}
      properties={filters}
      empty={{
        title: 'No receivers',
        text: 'Start the portal with credentials of a bill-transfer account, or with --simulated; its account is registered by itself.',
      }}
    />
  );
}
