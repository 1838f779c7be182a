import type { Job } from '@/api/types';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatDuration, formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choicesOf, jobWords, StateBadge } from '@/ui/state-badges';

/** The columns of the list of jobs. */
export function jobColumns(receiver: string): Column<Job>[] {
  return [
    { id: 'title', header: 'Job', rowHeader: true, width: 280, cell: (job) => <AppLink href={paths.job(receiver, job.job_id)}>{job.title}</AppLink> },
    { id: 'status', header: 'Status', sort: 'status', width: 190, cell: (job) => <StateBadge words={jobWords[job.status]} /> },
    { id: 'progress', header: 'Done', numeric: true, width: 140, cell: (job) => doneText(job) },
    { id: 'failed', header: 'Failed', numeric: true, width: 100, cell: (job) => formatCount(job.progress.failed) },
    { id: 'message', header: 'Message', width: 260, cell: (job) => job.message ?? '-' },
    { id: 'created_at', header: 'Created (UTC)', sort: 'created_at', width: 200, cell: (job) => formatInstant(job.created_at) },
    { id: 'finished_at', header: 'Finished (UTC)', sort: 'finished_at', width: 200, cell: (job) => formatInstant(job.finished_at) },
    { id: 'duration', header: 'Duration', width: 130, cell: (job) => formatDuration(job.started_at, job.finished_at) },
    { id: 'created_by', header: 'Started by', width: 140, cell: (job) => job.created_by },
    { id: 'kind', header: 'Kind', sort: 'kind', width: 130, hiddenAtFirst: true, cell: (job) => job.kind },
    { id: 'job_id', header: 'Job ID', width: 220, hiddenAtFirst: true, cell: (job) => job.job_id },
  ];
}

function doneText(job: Job): string {
  return job.progress.total === 0 ? '-' : `${formatCount(job.progress.done)} of ${formatCount(job.progress.total)}`;
}

/** The filter properties of the list of jobs. */
export const jobFilters: FilterProperty[] = [
  { key: 'status', label: 'Status', groupLabel: 'Statuses', kind: 'choice', options: choicesOf(jobWords) },
  { key: 'kind', label: 'Kind', groupLabel: 'Kinds', kind: 'choice', options: [{ value: 'collection', label: 'collection' }] },
  { key: 'created_at', label: 'Created', groupLabel: 'Creation times', kind: 'number' },
  { key: 'finished_at', label: 'Finished', groupLabel: 'End times', kind: 'number' },
];
