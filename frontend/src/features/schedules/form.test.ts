import { describe, expect, it } from 'vitest';

import type { Schedule } from '@/api/types';

import { formOf, nextRuns, readSchedule, switched } from './form';

const schedule: Schedule = {
  schedule_id: 'gap_run',
  title: "Plan last month's gaps",
  description: 'Makes a plan.',
  enabled: true,
  every: 'month',
  day: 7,
  hour: 6,
  auto_apply: true,
  auto_apply_limit: { amount: '250.5', currency: 'EUR' },
  auto_apply_max_items: 40,
  version: 4,
};

describe('the form of a schedule', () => {
  it('gives back what it opened with', () => {
    expect(readSchedule(formOf(schedule), schedule)).toEqual({
      request: { enabled: true, day: 7, hour: 6, auto_apply: true, auto_apply_limit: { amount: '250.5', currency: 'EUR' }, auto_apply_max_items: 40, version: 4 },
    });
  });

  it.each(['', '0', '-1', 'abc', '1e3', '0.00'])('does not apply by itself with the limit "%s"', (limit) => {
    expect(readSchedule({ ...formOf(schedule), limit }, schedule)).toHaveProperty('problems.limit');
  });

  it.each(['0', '32', '', '7.5', 'x'])('has no day "%s"', (day) => {
    expect(readSchedule({ ...formOf(schedule), day }, schedule)).toHaveProperty('problems.day');
  });

  it('sends no limit when it does not apply by itself', () => {
    const read = readSchedule({ ...formOf(schedule), autoApply: false, limit: 'nonsense' }, schedule);
    expect(read).toEqual({ request: { enabled: true, day: 7, hour: 6, auto_apply: false, version: 4 } });
  });

  it('switches off without changing anything else', () => {
    expect(switched(schedule)).toEqual({ enabled: false, day: 7, hour: 6, auto_apply: true, auto_apply_limit: { amount: '250.5', currency: 'EUR' }, auto_apply_max_items: 40, version: 4 });
  });
});

describe('the next runs', () => {
  it('are in UTC, over the end of a year and the change of clocks', () => {
    expect(nextRuns('2026-11-23T06:00:00Z', 'month', 7, 6, 3)).toEqual(['2026-12-07T06:00:00.000Z', '2027-01-07T06:00:00.000Z', '2027-02-07T06:00:00.000Z']);
    expect(nextRuns('2027-03-27T06:00:00Z', 'day', 0, 6, 3)).toEqual(['2027-03-28T06:00:00.000Z', '2027-03-29T06:00:00.000Z', '2027-03-30T06:00:00.000Z']);
  });

  it('are on the last day of a shorter month', () => {
    expect(nextRuns('2027-01-31T07:00:00Z', 'month', 31, 6, 3)).toEqual(['2027-02-28T06:00:00.000Z', '2027-03-31T06:00:00.000Z', '2027-04-30T06:00:00.000Z']);
  });
});
