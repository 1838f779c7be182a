import { locale } from './locale';
import { unknownFigure } from './money';
import { t } from './words';

/** "23 Nov 2026, 06:00 UTC"; the zone is always said. */
export function formatInstant(instant: string | undefined): string {
  if (instant === undefined) return unknownFigure;
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return unknownFigure;
  return `${formatDay(instant)}, ${clock(date)} UTC`;
}

/** "23 Nov 2026", the day in UTC. */
export function formatDay(instant: string | undefined): string {
  if (instant === undefined) return unknownFigure;
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return unknownFigure;
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(date);
  // American English puts the month first; where several nations read, the day does.
  if (locale !== 'en-US') return part({ day: 'numeric', month: 'short', year: 'numeric' });
  return `${part({ day: 'numeric' })} ${part({ month: 'short' })} ${part({ year: 'numeric' })}`;
}

/** "23 Nov 2026", for a day of the contract, which has no time. */
export function formatDate(day: string | undefined): string {
  return day === undefined ? unknownFigure : formatDay(`${day}T00:00:00Z`);
}

/** "3 to 6 Nov 2026", both inclusive; one day alone when they are the same. What both have in common is said once. */
export function formatDateRange(from: string, to: string): string {
  if (from === to) return formatDate(from);
  const [day = '', month = '', year = ''] = formatDate(from).split(' ');
  const [, lastMonth, lastYear] = formatDate(to).split(' ');
  const first = year !== lastYear ? formatDate(from) : month !== lastMonth ? `${day} ${month}` : day;
  return t('monthRange', { from: first, to: formatDate(to) });
}

/** "06:00 UTC", for when a page was last refreshed. */
export function formatClock(epochMilliseconds: number): string {
  return `${clock(new Date(epochMilliseconds))} UTC`;
}

/** "1 min 5 s" between two instants; unknown when one is missing. */
export function formatDuration(from: string | undefined, to: string | undefined): string {
  if (from === undefined || to === undefined) return unknownFigure;
  const seconds = Math.round((new Date(to).getTime() - new Date(from).getTime()) / 1000);
  if (!Number.isFinite(seconds) || seconds < 0) return unknownFigure;
  if (seconds < 60) return t('seconds', { seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('minutes', { minutes, seconds: seconds % 60 });
  return t('hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

function clock(date: Date): string {
  return date.toISOString().slice(11, 16);
}
