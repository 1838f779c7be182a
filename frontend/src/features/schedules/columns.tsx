import Box from '@cloudscape-design/components/box';

import type { Schedule, ScheduleRun } from '@/api/types';
import { paths } from '@/lib/paths';
import { formatDuration, formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { choicesOf, StateBadge } from '@/ui/state-badges';

import type { ScheduleActions } from './actions';
import { ActionsMenu } from './actions';
import { t } from './messages';
import { outcomeWords, reviewText, stateWords, triggerWords, whenText } from './words';

/** The columns of the list of schedules. */
export function scheduleColumns(receiver: string, actions: ScheduleActions): Column<Schedule>[] {
  return [
    { id: 'title', header: t('schedule'), sort: 'title', rowHeader: true, width: 205, cell: (schedule) => <AppLink href={paths.schedule(receiver, schedule.schedule_id)}>{schedule.title}</AppLink> },
    { id: 'actions', csv: [], header: t('actions'), width: 105, cell: (schedule) => <ActionsMenu schedule={schedule} actions={actions} /> },
    { id: 'enabled', header: t('state'), sort: 'enabled', width: 105, cell: (schedule) => <StateBadge words={stateWords(schedule)} /> },
    { id: 'next_run_at', header: t('nextRun'), sort: 'next_run_at', width: 215, cell: (schedule) => (schedule.next_run_at === undefined ? t('noNextRun') : formatInstant(schedule.next_run_at)) },
    { id: 'last_run', csv: ['last_run.started_at', 'last_run.outcome', 'last_run.message'], header: t('lastRun'), width: 205, cell: ({ last_run: run }) => <LastRun run={run} /> },
    { id: 'when', csv: ['every', 'day', 'hour'], header: t('when'), width: 270, cell: whenText },
    { id: 'auto_apply', csv: ['auto_apply', 'auto_apply_limit.amount', 'auto_apply_limit.currency', 'auto_apply_max_items'], header: t('review'), width: 230, cell: (schedule) => <div className="wrapped">{reviewText(schedule)}</div> },
    { id: 'description', header: t('description'), width: 380, cell: (schedule) => <div className="wrapped">{schedule.description}</div> },
    { id: 'changed_by', csv: ['changed_by', 'changed_at'], header: t('changedBy'), width: 200, hiddenAtFirst: true, cell: changedText },
  ];
}

/** The filter properties of the list of schedules. */
export const scheduleFilters: FilterProperty[] = [
  textFilter('title', t('schedule')),
  choiceFilter('enabled', t('state'), [
    { value: 'true', label: t('on') },
    { value: 'false', label: t('off') },
  ]),
  numberFilter('next_run_at', t('nextRun')),
];

/** How and when the last run went. */
export function LastRun({ run }: { run: ScheduleRun | undefined }) {
  if (run === undefined) return t('neverRan');
  return (
    <>
      <StateBadge words={outcomeWords[run.outcome]} />
      <Box fontSize="body-s" color="text-body-secondary">
        {formatInstant(run.started_at)}
      </Box>
    </>
  );
}

/** Who changed it and when. */
export function changedText({ changed_by: person, changed_at: instant }: Schedule): string {
  return person === undefined ? t('shipped') : t('changed', { person, instant: formatInstant(instant) });
}

/** The columns of the list of runs. */
export function runColumns(receiver: string): Column<ScheduleRun>[] {
  return [
    { id: 'started_at', header: t('started_at'), sort: 'started_at', rowHeader: true, width: 195, cell: (run) => formatInstant(run.started_at) },
    { id: 'outcome', header: t('outcome'), sort: 'outcome', width: 210, cell: (run) => <StateBadge words={outcomeWords[run.outcome]} /> },
    { id: 'message', header: t('message'), width: 340, cell: (run) => <div className="wrapped">{run.message ?? '-'}</div> },
    { id: 'plan_id', header: t('plan'), width: 125, cell: ({ plan_id: id }) => (id === undefined ? '-' : <AppLink href={paths.plan(receiver, id)} ariaLabel={`${t('viewPlan')} ${id}`}>{t('viewPlan')}</AppLink>) },
    { id: 'job_id', header: t('job'), width: 100, cell: ({ job_id: id }) => (id === undefined ? '-' : <AppLink href={paths.job(receiver, id)} ariaLabel={`${t('viewJob')} ${id}`}>{t('viewJob')}</AppLink>) },
    { id: 'trigger', header: t('trigger'), sort: 'trigger', width: 130, cell: (run) => triggerWords[run.trigger] },
    { id: 'duration', csv: ['finished_at'], header: t('duration'), width: 110, cell: (run) => formatDuration(run.started_at, run.finished_at) },
    { id: 'started_by', header: t('startedBy'), width: 140, hiddenAtFirst: true, cell: (run) => run.started_by ?? '-' },
    { id: 'run_id', header: t('runId'), width: 220, hiddenAtFirst: true, cell: (run) => run.run_id },
  ];
}

/** The filter properties of the list of runs. */
export const runFilters: FilterProperty[] = [
  choiceFilter('outcome', t('outcome'), choicesOf(outcomeWords)),
  choiceFilter('trigger', t('trigger'), Object.entries(triggerWords).map(([value, label]) => ({ value, label }))),
  numberFilter('started_at', t('started_at')),
];
