import type { Job } from '@/api/types';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatDuration, formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choicesOf, jobWords, StateBadge } from '@/ui/state-badges';

import { t } from './messages';
import { jobKindWords } from './words';

/** The columns of the list of jobs. */
export function jobColumns(receiver: string): Column<Job>[] {
  return [
    { id: 'title', header: t('job'), rowHeader: true, width: 270, cell: (job) => <AppLink href={paths.job(receiver, job.job_id)}>{job.title}</AppLink> },
    { id: 'status', header: figureWords.status, sort: 'status', width: 160, cell: (job) => <StateBadge words={jobWords[job.status]} /> },
    { id: 'progress', csv: ['progress.done', 'progress.total'], header: t('done'), numeric: true, width: 110, cell: (job) => doneText(job) },
    { id: 'failed', csv: ['progress.failed'], header: t('failed'), numeric: true, width: 85, cell: (job) => formatCount(job.progress.failed) },
    { id: 'message', header: t('message'), width: 250, cell: (job) => job.message ?? '-' },
    { id: 'created_at', header: t('createdUtc'), sort: 'created_at', width: 200, cell: (job) => formatInstant(job.created_at) },
    { id: 'finished_at', header: t('finishedUtc'), sort: 'finished_at', width: 200, cell: (job) => formatInstant(job.finished_at) },
    { id: 'duration', csv: ['started_at'], header: t('duration'), width: 130, cell: (job) => formatDuration(job.started_at, job.finished_at) },
    { id: 'created_by', header: t('startedBy'), width: 140, cell: (job) => job.created_by },
    { id: 'kind', header: t('kind'), sort: 'kind', width: 210, hiddenAtFirst: true, cell: (job) => jobKindWords[job.kind] },
    { id: 'job_id', header: t('jobId'), width: 220, hiddenAtFirst: true, cell: (job) => job.job_id },
  ];
}

function doneText(job: Job): string {
  return job.progress.total === 0 ? '-' : t('ofTotal', { done: job.progress.done, total: job.progress.total });
}

/** The filter properties of the list of jobs. */
export const jobFilters: FilterProperty[] = [
  { key: 'status', label: figureWords.status, groupLabel: t('statuses'), kind: 'choice', options: choicesOf(jobWords) },
  { key: 'kind', label: t('kind'), groupLabel: t('kinds'), kind: 'choice', options: Object.entries(jobKindWords).map(([value, label]) => ({ value, label })) },
  { key: 'created_at', label: t('created'), groupLabel: t('creationTimes'), kind: 'number' },
  { key: 'finished_at', label: t('finished'), groupLabel: t('endTimes'), kind: 'number' },
];
