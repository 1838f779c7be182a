import { describe, expect, it } from 'vitest';

import { formFor, openMonths, percentWarning, readCommission } from './form';

const now = '2026-11-23T06:00:00Z';
const form = formFor('2026-10', now);

describe('the form of a commission', () => {
  it('opens on the month of the page, or on the current one where AWS takes no line items for that', () => {
    expect(openMonths('2026-01-05T06:00:00Z')).toEqual(['2026-01', '2025-12']);
    expect(form.period).toBe('2026-10');
    expect(formFor('2026-08', now).period).toBe('2026-11');
    expect(form.recurring).toBe(false);
    expect(form.existing).toBe('skip');
  });

  it.each(['', '0', '0.00', '101', '100.01', '1e3', '10,5', '-10', '10.555', 'ten', '10 %'])('does not take "%s"', (percent) => {
    expect(readCommission({ ...form, percent })).toHaveProperty('problem');
  });

  it.each([
    ['10', '10'],
    ['10.5', '10.5'],
    ['0.01', '0.01'],
    ['100', '100'],
    ['010.50', '10.50'],
  ])('takes "%s" as %s', (percent, sent) => {
    expect(readCommission({ ...form, percent })).toEqual({
      terms: { percent: sent, period: '2026-10', recurring: false, without_savings_plan_negation: false, existing: 'skip' },
    });
  });

  it.each([
    ['4.99', /^Less/],
    ['25.01', /^More/],
  ])('warns of %s, which can be charged', (percent, warning) => {
    expect(percentWarning(percent)).toMatch(warning);
    expect(readCommission({ ...form, percent })).toHaveProperty('terms');
  });

  it('warns of nothing from 5 to 25, nor of what is no percentage', () => {
    expect(['5', '25', 'x', ''].map(percentWarning)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
