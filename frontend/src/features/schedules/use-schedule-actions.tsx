import type { ReactNode } from 'react';
import { useState } from 'react';

import type { Schedule } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { asProblem } from '@/lib/problem';
import { usePageActions } from '@/ui/page-slots';

import type { ScheduleActions } from './actions';
import { switched } from './form';
import { t } from './messages';
import { useChangeSchedule, useStartSchedule } from './queries';
import { ScheduleModal } from './schedule-modal';

/** What can be done with a schedule, and the dialogs it takes; `dialogs` has to be on the page. */
export function useScheduleActions(receiver: string): { actions: ScheduleActions; dialogs: ReactNode } {
  const reason = useOperatorReason();
  const { notify } = usePageActions();
  const start = useStartSchedule(receiver);
  const change = useChangeSchedule(receiver);
  const [editing, setEditing] = useState<Schedule>();
  const onRun = (schedule: Schedule) =>
    start.mutate(schedule.schedule_id, {
      onError: (error) => notify({ id: `schedule-${schedule.schedule_id}`, type: 'error', header: t('notStarted', { title: schedule.title }), content: asProblem(error).message }),
    });
  const onSwitch = (schedule: Schedule) => {
    const id = `schedule-${schedule.schedule_id}`;
    change.mutate(
      { scheduleId: schedule.schedule_id, change: switched(schedule) },
      {
        onSuccess: (kept) => notify({ id, type: 'success', header: t(kept.enabled ? 'isOn' : 'isOff', { title: kept.title }) }),
        onError: (error) => notify({ id, type: 'error', header: t('notChanged', { title: schedule.title }), content: asProblem(error).message }),
      },
    );
  };
  return {
    actions: { reason, onRun, onEdit: setEditing, onSwitch },
    dialogs: (
      editing !== undefined && <ScheduleModal receiver={receiver} schedule={editing} onClose={() => setEditing(undefined)} />
    ),
  };
}
