import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { ListState } from '@/lib/url-state';
import { InfoLink } from '@/ui/help';
import { usePageHelp } from '@/ui/page-slots';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';

import { scheduleColumns, scheduleFilters } from './columns';
import { SchedulesHelp } from './help';
import { t } from './messages';
import { schedulesQuery } from './queries';
import { useScheduleActions } from './use-schedule-actions';

const help = <SchedulesHelp />;

/** What the list of schedules is told by its address. */
export interface SchedulesPageProps {
  receiver: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** What runs by itself: when, how it last went, and what it may do without review. */
export function SchedulesPage({ receiver, address, onState }: SchedulesPageProps) {
  const table = 'schedules:list';
  const state = useSizedState(table, address);
  const query = useQuery(schedulesQuery(receiver, state));
  const { actions, dialogs } = useScheduleActions(receiver);
  usePageHelp(help);
  return (
    <>
      <ResourceTable
        name={table}
        title={t('page')}
        things={t('things')}
        info={<InfoLink about={t('about')} topic={help} />}
        columns={scheduleColumns(receiver, actions)}
        rowId={(schedule) => schedule.schedule_id}
        query={query}
        state={state}
        onState={onState}
        csv={csvOf('/schedules', receiver)}
        properties={scheduleFilters}
        empty={{ title: t('empty'), text: t('emptyText') }}
      />
      {dialogs}
    </>
  );
}
