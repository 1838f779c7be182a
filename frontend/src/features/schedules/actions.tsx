import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { Schedule } from '@/api/types';

import { t } from './messages';

/** What can be done with a schedule. */
export interface ScheduleActions {
  /** Why this person may not do it. */
  reason: string | undefined;
  onRun: (schedule: Schedule) => void;
  onEdit: (schedule: Schedule) => void;
  onSwitch: (schedule: Schedule) => void;
}

interface Action {
  id: string;
  text: string;
  reason: string | undefined;
  act: () => void;
}

function actionsOf(schedule: Schedule, actions: ScheduleActions): Action[] {
  const { reason } = actions;
  const busy = schedule.last_run?.outcome === 'running' ? t('isRunning') : undefined;
  return [
    { id: 'run', text: t('runNow'), reason: reason ?? busy, act: () => actions.onRun(schedule) },
    { id: 'edit', text: t('edit'), reason, act: () => actions.onEdit(schedule) },
    { id: 'switch', text: t(schedule.enabled ? 'turnOff' : 'turnOn'), reason, act: () => actions.onSwitch(schedule) },
  ];
}

/** The actions of a row. */
export function ActionsMenu({ schedule, actions }: { schedule: Schedule; actions: ScheduleActions }) {
  const items = actionsOf(schedule, actions);
  return (
    <ButtonDropdown
      variant="inline-icon"
      ariaLabel={t('actionsFor', { title: schedule.title })}
      expandToViewport
      items={items.map(({ id, text, reason }) => ({ id, text, disabled: reason !== undefined, ...(reason !== undefined && { disabledReason: reason }) }))}
      onItemClick={({ detail }) => items.find(({ id }) => id === detail.id)?.act()}
    />
  );
}

/** The actions of a page. */
export function ActionButtons({ schedule, actions }: { schedule: Schedule; actions: ScheduleActions }) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {actionsOf(schedule, actions).map(({ id, text, reason, act }) => (
        <Button key={id} disabled={reason !== undefined} disabledReason={reason ?? ''} onClick={act} {...(id === 'run' && { variant: 'primary' })}>
          {text}
        </Button>
      ))}
    </SpaceBetween>
  );
}
