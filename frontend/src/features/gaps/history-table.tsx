import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { GapPolicyChange, GapPolicyMode } from '@/api/types';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import type { Column } from '@/ui/resource-table/columns';
import { numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';

import { classFilter } from './columns';
import { t } from './policy-messages';
import { policyHistoryQuery } from './queries';
import { gapClassWords, policyText } from './words';

/** What the list of changes of policies is told. */
export interface HistoryTableProps {
  receiver: string;
  month: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

const historyColumns = (receiver: string, month: string): Column<GapPolicyChange>[] => [
  { id: 'changed_at', header: t('changedAt'), sort: 'changed_at', rowHeader: true, width: 200, cell: (change) => formatInstant(change.changed_at) },
  { id: 'class', header: t('class'), sort: 'class', width: 170, cell: (change) => gapClassWords[change.class] },
  {
    id: 'customer_name',
    header: t('appliesTo'),
    width: 210,
    cell: ({ customer_id: id, customer_name: name }) =>
      id === undefined ? t('everyCustomer') : <AppLink href={paths.customer(receiver, id, { period: month })}>{name ?? id}</AppLink>,
  },
  { id: 'before', csv: ['before_mode', 'before_percent', 'before_until'], header: t('before'), width: 190, cell: (change) => sideText(change.before_mode, change.before_percent, change.before_until, t('byDefault')) },
  { id: 'after', csv: ['after_mode', 'after_percent', 'after_until'], header: t('after'), width: 190, cell: (change) => sideText(change.after_mode, change.after_percent, change.after_until, t('removedSide')) },
  { id: 'note', header: t('noteLabel'), width: 280, cell: (change) => change.note ?? '-' },
  { id: 'changed_by', header: t('changedBy'), sort: 'changed_by', width: 150, cell: (change) => change.changed_by },
  { id: 'customer_id', header: t('customerId'), sort: 'customer_id', width: 200, hiddenAtFirst: true, cell: (change) => change.customer_id ?? '-' },
];

function sideText(mode: GapPolicyMode | undefined, percent: string | undefined, until: string | undefined, absent: string): string {
  return mode === undefined ? absent : policyText(mode, percent, until);
}

/** Who changed which policy, when, from what to what. */
export function HistoryTable({ receiver, month, address, onState }: HistoryTableProps) {
  const table = 'gaps:history';
  const state = useSizedState(table, address);
  const query = useQuery(policyHistoryQuery(receiver, state));
  return (
    <ResourceTable
      name={table}
      variant="container"
      title={t('historyTitle')}
      things={t('historyThings')}
      columns={historyColumns(receiver, month)}
      rowId={(change) => `${change.changed_at} ${change.class} ${change.customer_id ?? ''}`}
      query={query}
      state={state}
      onState={onState}
      csv={csvOf('/gap-analysis/policy-history', receiver)}
      properties={[classFilter(), textFilter('customer_id', t('customerId')), textFilter('changed_by', t('changedBy')), numberFilter('changed_at', t('changedAt'))]}
      empty={{ title: t('emptyHistory'), text: t('emptyHistoryText') }}
    />
  );
}
