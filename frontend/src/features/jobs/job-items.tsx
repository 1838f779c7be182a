import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { JobItem } from '@/api/types';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { figureWords } from '@/ui/figure-words';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { choicesOf, jobItemWords, StateBadge } from '@/ui/state-badges';

import { t } from './messages';
import { jobItemsQuery } from './queries';

const columns: Column<JobItem>[] = [
  { id: 'label', header: t('item'), sort: 'label', rowHeader: true, width: 240, cell: (item) => item.label },
  { id: 'status', header: figureWords.status, sort: 'status', width: 140, cell: (item) => <StateBadge words={jobItemWords[item.status]} /> },
  { id: 'item_id', header: t('id'), sort: 'item_id', width: 190, cell: (item) => item.item_id },
  { id: 'detail', header: t('detail'), width: 380, cell: (item) => item.detail ?? '-' },
  { id: 'finished_at', header: t('finishedUtc'), width: 210, cell: (item) => formatInstant(item.finished_at) },
];

const filters: FilterProperty[] = [
  { key: 'status', label: figureWords.status, groupLabel: t('statuses'), kind: 'choice', options: choicesOf(jobItemWords) },
  { key: 'label', label: t('item'), groupLabel: t('items'), kind: 'text' },
  { key: 'item_id', label: t('id'), groupLabel: t('ids'), kind: 'text' },
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
      title={t('items')}
      things={t('itemThings')}
      columns={columns}
      rowId={(item) => item.item_id}
      query={query}
      state={state}
      onState={onState}
      csv={csvOf('/jobs/{job_id}/items', receiver, { job_id: jobId })}
      properties={filters}
      empty={{ title: t('noItems'), text: working ? t('itemsAppear') : t('endedBefore') }}
    />
  );
}
