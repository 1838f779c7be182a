import { locale } from './locale';
import { t } from './words';

const monthPattern = /^[0-9]{4}-(0[1-9]|1[0-2])$/;

/** Whether the text is a calendar month, YYYY-MM. */
export function isMonth(text: string): boolean {
  return monthPattern.test(text);
}

/** The month (UTC) an instant falls in. */
export function monthOf(instant: string): string {
  return new Date(instant).toISOString().slice(0, 7);
}

/** The month that many months later; negative for earlier. */
export function addMonths(month: string, count: number): string {
  const start = startOf(month);
  start.setUTCMonth(start.getUTCMonth() + count);
  return start.toISOString().slice(0, 7);
}

/** The month and those before it, newest first; `count` of them. */
export function monthsBack(month: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => addMonths(month, -index));
}

/** The first and the last day of the month (UTC), YYYY-MM-DD. */
export function daysOf(month: string): { first: string; last: string } {
  const end = startOf(addMonths(month, 1));
  end.setUTCDate(0);
  return { first: `${month}-01`, last: end.toISOString().slice(0, 10) };
}

/** "Oct 2026", for titles, columns and axes. */
export function formatMonth(month: string): string {
  return format(month, 'short');
}

/** "October 2026 (UTC)", for the month picker and the help: billing months are UTC. */
export function formatMonthLong(month: string): string {
  return `${format(month, 'long')} (UTC)`;
}

/** "Nov 2025 to Nov 2026", both inclusive; one month alone when they are the same. */
export function formatMonthRange(range: { from: string; to: string }): string {
  return range.from === range.to ? formatMonth(range.from) : t('monthRange', { from: formatMonth(range.from), to: formatMonth(range.to) });
}

function format(month: string, style: 'short' | 'long'): string {
  if (!isMonth(month)) return month;
  return new Intl.DateTimeFormat(locale, { month: style, year: 'numeric', timeZone: 'UTC' }).format(startOf(month));
}

function startOf(month: string): Date {
  return new Date(`${month}-01T00:00:00Z`);
}
