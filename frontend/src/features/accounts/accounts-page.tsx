import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { Account } from '@/api/types';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { HelpTopic, InfoLink } from '@/ui/help';
import { usePageHelp } from '@/ui/page-slots';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';

import { t } from './messages';
import { accountsQuery } from './queries';

const statusWords: Record<Account['status'], { type: StatusIndicatorProps.Type; text: string }> = {
  connected: { type: 'success', text: t('connected') },
  permissions_missing: { type: 'warning', text: t('permissionsMissing') },
  unreachable: { type: 'error', text: t('unreachable') },
  pending: { type: 'pending', text: t('pending') },
};

const columns: Column<Account>[] = [
  { id: 'name', header: t('receiver'), sort: 'name', rowHeader: true, width: 240, cell: (account) => <AppLink href={paths.dashboard(account.account_id)}>{account.name}</AppLink> },
  {
    id: 'status',
    header: figureWords.status,
    sort: 'status',
    width: 200,
    cell: (account) => (
      <>
        <StatusIndicator type={statusWords[account.status].type}>{statusWords[account.status].text}</StatusIndicator>
        {account.status_detail !== undefined && <div>{account.status_detail}</div>}
      </>
    ),
  },
  { id: 'account_id', header: figureWords.accountId, sort: 'account_id', width: 150, cell: (account) => account.account_id },
  { id: 'organization_id', header: t('organization'), width: 160, cell: (account) => account.organization_id ?? '-' },
  { id: 'customers', csv: ['customer_count'], header: t('customers'), numeric: true, width: 130, cell: (account) => formatCount(account.customer_count) },
  { id: 'collected', csv: ['last_collected_at'], header: t('collected'), width: 220, cell: (account) => formatInstant(account.last_collected_at) },
];

const filters: FilterProperty[] = [
  { key: 'name', label: t('receiver'), groupLabel: t('title'), kind: 'text' },
  { key: 'account_id', label: figureWords.accountId, groupLabel: t('accountIds'), kind: 'text' },
  {
    key: 'status',
    label: figureWords.status,
    groupLabel: t('statuses'),
    kind: 'choice',
    options: Object.entries(statusWords).map(([value, { text }]) => ({ value, label: text })),
  },
];

/** Preferences of this table are remembered under this name. */
const table = 'accounts:receivers';

const help = (
  <HelpTopic title={t('title')}>
    <p>{t('help')}</p>
    <p>{t('helpScope')}</p>
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
      title={t('title')}
      things={t('things')}
      info={<InfoLink about={t('about')} topic={help} />}
      columns={columns}
      rowId={(account) => account.account_id}
      query={query}
      state={state}
      onState={onState}
      properties={filters}
      csv={csvOf('/accounts', '')}
      empty={{
        title: t('emptyTitle'),
        text: t('emptyText'),
      }}
    />
  );
}
