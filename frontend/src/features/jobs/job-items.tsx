import { useQuery } from '@tanstack/react-query';

import type { JobItem } from '@/api/types';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { choicesOf, jobItemWords, StateBadge } from '@/ui/state-badges';

import { jobItemsQuery } from './queries';

const columns: Column<JobItem>[] = [
  { id: 'label', header: 'Item', sort: 'label', rowHeader: true, width: 240, cell: (item) => item.label },
  { id: 'status', header: 'Status', sort: 'status', width: 140, cell: (item) => <StateBadge words={jobItemWords[item.status]} /> },
  { id: 'item_id', header: 'ID', sort: 'item_id', width: 190, cell: (item) => item.item_id },
  { id: 'detail', header: 'Detail', width: 380, cell: (item) => item.detail ?? '-' },
  { id: 'finished_at', header: 'Finished (UTC)', width: 210, cell: (item) => formatInstant(item.finished_at) },
];

const filters: FilterProperty[] = [
  { key: 'status', label: 'Status', groupLabel: 'Statuses', kind: 'choice', options: choicesOf(jobItemWords) },
  { key: 'label', label: 'Item', groupLabel: 'Items', kind: 'text' },
  { key: 'item_id', label: 'ID', groupLabel: 'IDs', kind: 'text' },
];

/** Preferences of this table are remembered under this name. */
const table = 'jobs:items';

/** What the table of a job's items is told. */
export interface JobItemsProps {
  receiver: string;
  jobId: string;
  working: boolean;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** What a job did, item by item. */
export function JobItems({ receiver, jobId, working, address, onState }: JobItemsProps) {
  const state = useSizedState(table, address);
  const query = useQuery(jobItemsQuery(receiver, jobId, state, working));
  return (
    <ResourceTable
      name={table}
      variant="container"
      title="Items"
      things="items"
      columns={columns}
      rowId={(item) => item.item_id}
      query={query}
      state={state}
      onState={onState}
      properties={filters}
      empty={{ title: 'No items yet', text: working ? 'Items appear here as they are finished.' : 'The job ended before it finished an item.' }}
    />
  );
}
