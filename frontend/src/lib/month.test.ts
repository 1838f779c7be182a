import { describe, expect, it } from 'vitest';

import { addMonths, daysOf, formatMonth, formatMonthLong, formatMonthRange, isMonth, monthOf, monthsBack } from './month';

describe('months', () => {
  it('belong to UTC, whatever the clock of the computer says', () => {
    expect(monthOf('2026-11-30T23:59:59Z')).toBe('2026-11');
    expect(monthOf('2026-12-01T00:30:00+02:00')).toBe('2026-11');
  });

  it('go over the end of a year', () => {
    expect(addMonths('2026-12', 1)).toBe('2027-01');
    expect(addMonths('2026-01', -1)).toBe('2025-12');
    expect(monthsBack('2026-02', 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11']);
  });

  it('are written with the zone where they are chosen', () => {
    expect(formatMonth('2026-10')).toBe('Oct 2026');
    expect(formatMonthLong('2026-10')).toBe('October 2026 (UTC)');
    expect(formatMonthRange({ from: '2025-11', to: '2026-11' })).toBe('Nov 2025 to Nov 2026');
    expect(formatMonthRange({ from: '2026-11', to: '2026-11' })).toBe('Nov 2026');
  });

  it('have a first and a last day', () => {
    expect(daysOf('2026-10')).toEqual({ first: '2026-10-01', last: '2026-10-31' });
    expect(daysOf('2028-02')).toEqual({ first: '2028-02-01', last: '2028-02-29' });
    expect(daysOf('2026-12').last).toBe('2026-12-31');
  });

  it.each(['2026-13', '2026-00', '2026-1', '26-10', ''])('does not take %j for a month', (text) => {
    expect(isMonth(text)).toBe(false);
  });
});
