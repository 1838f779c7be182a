import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { Schedule } from '@/api/types';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { QueryView } from '@/ui/query-view';
import { RefreshControl } from '@/ui/refresh-control';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { EmptyState } from '@/ui/resource-table/table-states';
import { StateBadge } from '@/ui/state-badges';

import { ActionButtons } from './actions';
import { changedText, LastRun, runColumns, runFilters } from './columns';
import { nextRuns, shownRuns } from './form';
import { SchedulesHelp } from './help';
import { t } from './messages';
import { scheduleQuery, scheduleRunsQuery } from './queries';
import { useScheduleActions } from './use-schedule-actions';
import { reviewText, stateWords, whenText } from './words';

const help = <SchedulesHelp />;

/** What the page of a schedule is told by its address. */
export interface SchedulePageProps {
  receiver: string;
  scheduleId: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** One schedule: when it runs, what it may do, and every run. */
export function SchedulePage({ receiver, scheduleId, address, onState }: SchedulePageProps) {
  const query = useQuery(scheduleQuery(receiver, scheduleId));
  const { actions, dialogs } = useScheduleActions(receiver);
  const schedule = query.data?.schedule;
  const missing = query.data !== undefined && schedule === undefined;
  const title = schedule?.title ?? t(missing ? 'notFound' : 'schedule');
  usePageHeading({ subject: title });
  usePageHelp(help);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink about={t('about')} topic={help} />}
          description={schedule?.description}
          actions={
            <SpaceBetween direction="horizontal" size="xs" alignItems="center">
              <RefreshControl query={query} things={t('theSchedule')} />
              {schedule !== undefined && <ActionButtons schedule={schedule} actions={actions} />}
            </SpaceBetween>
          }
        >
          {title}
        </Header>
      }
    >
      <QueryView query={query} what={t('theSchedule')}>
        {({ schedule: found }) =>
          found === undefined ? (
            <EmptyState
              title={t('unknown', { id: scheduleId })}
              text={t('unknownText')}
              action={<AppLink href={paths.schedules(receiver)}>{t('showAll')}</AppLink>}
            />
          ) : (
            <SpaceBetween size="l">
              <Summary schedule={found} />
              <Runs receiver={receiver} schedule={found} address={address} onState={onState} />
            </SpaceBetween>
          )
        }
      </QueryView>
      {dialogs}
    </ContentLayout>
  );
}

function Summary({ schedule }: { schedule: Schedule }) {
  return (
    <SpaceBetween size="l">
      {schedule.auto_apply && schedule.enabled && (
        <Alert type="warning" header={t('riskTitle')}>
          {t('risk')}
        </Alert>
      )}
      <Container>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t('state'), value: <StateBadge words={stateWords(schedule)} /> },
            { label: t('when'), value: whenText(schedule) },
            { label: t('nextRuns'), value: <NextRuns schedule={schedule} /> },
            { label: t('lastRun'), value: <LastRun run={schedule.last_run} /> },
            { label: t('review'), value: reviewText(schedule) },
            { label: t('changedBy'), value: changedText(schedule) },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}

/** The next run as the portal says, and those after it. */
function NextRuns({ schedule }: { schedule: Schedule }) {
  const { next_run_at: next, every, day, hour } = schedule;
  if (next === undefined) return t('noNextRun');
  return [next, ...nextRuns(next, every, day ?? 1, hour, shownRuns - 1)].map((instant) => <div key={instant}>{formatInstant(instant)}</div>);
}

function Runs({ receiver, schedule, address, onState }: { receiver: string; schedule: Schedule; address: ListState; onState: (change: Partial<ListState>) => void }) {
  const table = 'schedules:runs';
  const state = useSizedState(table, address);
  const running = schedule.last_run?.outcome === 'running';
  const query = useQuery(scheduleRunsQuery(receiver, schedule.schedule_id, state, running));
  return (
    <ResourceTable
      name={table}
      variant="container"
      title={t('runs')}
      things={t('runsThings')}
      columns={runColumns(receiver)}
      rowId={(run) => run.run_id}
      query={query}
      state={state}
      onState={onState}
      csv={csvOf('/schedules/{schedule_id}/runs', receiver, { schedule_id: schedule.schedule_id })}
      properties={runFilters}
      empty={{ title: t('emptyRuns'), text: t('emptyRunsText') }}
    />
  );
}
