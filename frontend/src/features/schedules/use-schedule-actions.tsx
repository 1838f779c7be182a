import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';

import type { Schedule } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { isWorking, jobQuery } from '@/features/jobs/queries';
import { paths } from '@/lib/paths';
import { asProblem } from '@/lib/problem';
import { AppLink } from '@/ui/app-link';
import { usePageActions } from '@/ui/page-slots';

import type { ScheduleActions } from './actions';
import { switched } from './form';
import { t } from './messages';
import { useChangeSchedule, useStartSchedule } from './queries';
import { ScheduleModal } from './schedule-modal';

interface Started {
  jobId: string;
  schedule: Schedule;
}

/** What can be done with a schedule, and the dialogs it takes; `dialogs` has to be on the page. */
export function useScheduleActions(receiver: string): { actions: ScheduleActions; dialogs: ReactNode } {
  const reason = useOperatorReason();
  const { notify } = usePageActions();
  const start = useStartSchedule(receiver);
  const change = useChangeSchedule(receiver);
  const [editing, setEditing] = useState<Schedule>();
  const [started, setStarted] = useState<Started>();
  const onRun = (schedule: Schedule) =>
    start.mutate(schedule.schedule_id, {
      onSuccess: (job) => {
        notify({
          id: `schedule-${job.job_id}`,
          type: 'in-progress',
          header: t('started', { title: schedule.title }),
          action: <AppLink href={paths.job(receiver, job.job_id)} variant="primary">{t('viewJob')}</AppLink>,
        });
        setStarted({ jobId: job.job_id, schedule });
      },
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
      <>
        {editing !== undefined && <ScheduleModal receiver={receiver} schedule={editing} onClose={() => setEditing(undefined)} />}
        {started !== undefined && <RunWatch key={started.jobId} receiver={receiver} started={started} onEnd={() => setStarted(undefined)} />}
      </>
    ),
  };
}

/** Waits for the end of a run that was started here, and says how it went. */
function RunWatch({ receiver, started, onEnd }: { receiver: string; started: Started; onEnd: () => void }) {
  const { data: job } = useQuery(jobQuery(receiver, started.jobId));
  const { notify } = usePageActions();
  const { title } = started.schedule;
  useEffect(() => {
    if (job === undefined || isWorking(job)) return;
    const failed = job.status === 'failed' || job.status === 'canceled';
    notify({
      id: `schedule-${job.job_id}`,
      type: failed ? 'error' : 'success',
      header: t(failed ? 'endedFailed' : 'ended', { title }),
      content: job.message ?? '',
      action: <AppLink href={paths.job(receiver, job.job_id)} variant="primary">{t('viewJob')}</AppLink>,
    });
    onEnd();
  }, [job, notify, onEnd, receiver, title]);
  return null;
}
