import type { Schedule, ScheduleRequest } from '@/api/types';
import { readDecimal, writeDecimal } from '@/lib/decimal';
import { signOf } from '@/lib/money';

import { t } from './messages';

/** What is written in the form of a schedule. */
export interface ScheduleForm {
  enabled: boolean;
  day: string;
  hour: string;
  autoApply: boolean;
  limit: string;
  currency: string;
  /** How many line items a plan may have; empty for any number. */
  most: string;
}

/** What is wrong with each field; undefined when it is right. */
export interface ScheduleProblems {
  day?: string | undefined;
  limit?: string | undefined;
  currency?: string | undefined;
  most?: string | undefined;
}

/** The schedules whose runs make a plan, which can be applied without review. The others only report. */
export function makesPlans({ schedule_id: id }: Schedule): boolean {
  return id === 'gap_run';
}

/** The form as it opens. */
export function formOf(schedule: Schedule): ScheduleForm {
  const { auto_apply_limit: limit } = schedule;
  return {
    enabled: schedule.enabled,
    day: schedule.day?.toString() ?? '',
    hour: schedule.hour.toString(),
    autoApply: schedule.auto_apply,
    limit: limit === undefined ? '' : writeDecimal(limit.amount),
    currency: limit?.currency ?? 'USD',
    most: schedule.auto_apply_max_items?.toString() ?? '',
  };
}

/** The most that the contract takes. */
const mostItems = 100_000;

const isCount = (text: string) => /^[0-9]{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= mostItems;
const isDay = (text: string) => /^[0-9]{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 31;

/** The form as the contract takes it, or what is wrong with it. */
export function readSchedule(form: ScheduleForm, schedule: Schedule): { request: Omit<ScheduleRequest, 'receiver_id'> } | { problems: ScheduleProblems } {
  const monthly = schedule.every === 'month';
  const day = form.day.trim();
  const limit = readDecimal(form.limit);
  const currency = form.currency.trim().toUpperCase();
  const most = form.most.trim();
  const problems: ScheduleProblems = {
    day: monthly && !isDay(day) ? t('dayWrong') : undefined,
    limit: form.autoApply && (limit === undefined || signOf(limit) !== 1) ? t('limitWrong', { example: limitExample }) : undefined,
    currency: form.autoApply && !/^[A-Z]{3}$/.test(currency) ? t('currencyWrong') : undefined,
    most: form.autoApply && most !== '' && !isCount(most) ? t('mostWrong') : undefined,
  };
  if (Object.values(problems).some((problem) => problem !== undefined)) return { problems };
  return {
    request: {
      enabled: form.enabled,
      hour: Number(form.hour),
      version: schedule.version,
      ...(monthly && { day: Number(day) }),
      ...(makesPlans(schedule) && { auto_apply: form.autoApply }),
      ...(form.autoApply && limit !== undefined && { auto_apply_limit: { amount: limit, currency } }),
      ...(form.autoApply && most !== '' && { auto_apply_max_items: Number(most) }),
    },
  };
}

/** The schedule as it is, switched on or off. */
export function switched(schedule: Schedule): Omit<ScheduleRequest, 'receiver_id'> {
  const { auto_apply_limit: limit, auto_apply_max_items: most, day } = schedule;
  return {
    enabled: !schedule.enabled,
    hour: schedule.hour,
    version: schedule.version,
    auto_apply: schedule.auto_apply,
    ...(day !== undefined && { day }),
    ...(limit !== undefined && { auto_apply_limit: limit }),
    ...(most !== undefined && { auto_apply_max_items: most }),
  };
}

/** An amount as the person's language writes it. */
export const limitExample = writeDecimal('500.00');

/** How many of the next runs are shown before they happen. */
export const shownRuns = 5;

/** The next times something runs, after that instant: each day or each month at an hour of UTC; in a shorter month on its last day. */
export function nextRuns(now: string, every: Schedule['every'], day: number, hour: number, count: number): string[] {
  const start = new Date(now);
  const [year, month] = [start.getUTCFullYear(), start.getUTCMonth()];
  const candidate = (step: number) => {
    if (every === 'day') return new Date(Date.UTC(year, month, start.getUTCDate() + step, hour));
    const lastDay = new Date(Date.UTC(year, month + step + 1, 0)).getUTCDate();
    return new Date(Date.UTC(year, month + step, Math.min(day, lastDay), hour));
  };
  return Array.from({ length: count + 1 }, (_, step) => candidate(step))
    .filter((instant) => instant > start)
    .slice(0, count)
    .map((instant) => instant.toISOString());
}
