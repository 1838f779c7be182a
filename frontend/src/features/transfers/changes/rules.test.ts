import { describe, expect, it } from 'vitest';

import { accountProblem, emailProblem, endChoices, nameProblem, notesProblem, startChoices } from './rules';

describe('the rules of transfers', () => {
  it.each([
    ['Acme billing', undefined],
    ['   ', 'Give the transfer a name.'],
    ['x'.repeat(129), 'The name has 129 characters; AWS takes at most 128.'],
    ['Müller & Söhne', 'AWS does not take "ü" "ö" in a name. Use letters, digits, signs and spaces without accents.'],
  ])('take the name %s or say why not', (name, problem) => {
    expect(nameProblem(name)).toBe(problem);
  });

  it.each([
    ['210000000099', undefined],
    ['2100 0000', 'An account id has 12 digits; this has 8.'],
    ['111122223333', 'This is the receiver itself.'],
  ])('take the account %s or say why not', (id, problem) => {
    expect(accountProblem(id, '111122223333')).toBe(problem);
  });

  it('take email addresses and messages of a length AWS takes', () => {
    expect(emailProblem('aws@acme.example')).toBeUndefined();
    expect(emailProblem('acme')).toBeDefined();
    expect(notesProblem('x'.repeat(1024))).toBeUndefined();
    expect(notesProblem('x'.repeat(1030))).toBe('The message is 6 characters too long.');
  });

  it('let a transfer begin with the next month or the one after', () => {
    expect(startChoices('2026-11-23T06:00:00Z')).toEqual([
      { month: '2026-12', acceptBefore: '2026-11-30T00:00:00.000Z', problem: undefined },
      { month: '2027-01', acceptBefore: '2026-12-31T00:00:00.000Z', problem: undefined },
    ]);
  });

  it('do not let it begin with a month nobody can accept in time for', () => {
    const [next, after] = startChoices('2026-11-30T00:00:00Z');
    expect(next?.problem).toMatch(/^Too late/);
    expect(after?.problem).toBeUndefined();
  });

  it.each([
    ['2026-11-23T06:00:00Z', undefined, ['2026-11', '2026-12']],
    ['2026-11-23T06:00:00Z', '2026-12-31T23:59:59Z', ['2026-12']],
    ['2026-11-23T06:00:00Z', '2027-02-28T23:59:59Z', ['2027-02']],
  ])('let it end with this month or the next, on %s with earliest end %s', (now, earliest, months) => {
    expect(endChoices(now, earliest)).toEqual(months);
  });
});
