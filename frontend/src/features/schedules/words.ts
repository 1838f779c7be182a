import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

import type { Schedule, ScheduleOutcome, ScheduleRun } from '@/api/types';
import { formatMoney } from '@/lib/money';

import { makesPlans } from './form';
import { t } from './messages';

type Words = { type: StatusIndicatorProps.Type; text: string };

/** How a run ended. That a plan waits is no success: somebody has to look at it. */
export const outcomeWords: Record<ScheduleOutcome, Words> = {
  running: { type: 'in-progress', text: t('running') },
  nothing: { type: 'success', text: t('nothing') },
  planned: { type: 'warning', text: t('planned') },
  applied: { type: 'success', text: t('applied') },
  reported: { type: 'success', text: t('reported') },
  failed: { type: 'error', text: t('failed') },
};

/** Whether a schedule runs by itself, and whether it worked the last time. */
export function stateWords(schedule: Schedule): Words {
  if (!schedule.enabled) return { type: 'stopped', text: t('off') };
  return schedule.last_run?.outcome === 'failed' ? { type: 'error', text: t('failing') } : { type: 'success', text: t('on') };
}

/** What started a run. */
export const triggerWords: Record<ScheduleRun['trigger'], string> = { time: t('byTime'), person: t('byPerson') };

/** "06:00", the hour of UTC. */
export function hourText(hour: number): string {
  return `${hour.toString().padStart(2, '0')}:00`;
}

/** "Every month on day 7, 06:00 UTC". */
export function whenText(schedule: Schedule): string {
  const hour = hourText(schedule.hour);
  return schedule.every === 'day' ? t('everyDay', { hour }) : t('everyMonth', { day: schedule.day ?? 1, hour });
}

/** What becomes of a plan that a run makes. */
export function reviewText(schedule: Schedule): string {
  if (!makesPlans(schedule)) return t('onlyReports');
  if (!schedule.auto_apply) return t('waitsForReview');
  const { auto_apply_limit: limit, auto_apply_max_items: most } = schedule;
  const upTo = t('appliesUpTo', { limit: formatMoney(limit) });
  return most === undefined ? upTo : t('appliesUpToItems', { upTo, items: t('lineItems', { count: most }) });
}
