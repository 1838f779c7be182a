import { describe, expect, it } from 'vitest';

import { compareAmounts, formatMoney, formatPercent, formatPoints, formatSignedMoney, fullPrecision, plotPosition, signOf } from './money';

const usd = (amount: string) => ({ amount, currency: 'USD' });

describe('formatMoney', () => {
  it.each([
    ['-105.59', '-$105.59'],
    ['0', '$0.00'],
    ['-0.00', '$0.00'],
    ['-0.001', '$0.00'],
    ['1234567.895', '$1,234,567.90'],
    // As a float this is 123456789012345680.
    ['123456789012345678.99', '$123,456,789,012,345,678.99'],
  ])('writes %s as %s', (amount, text) => {
    expect(formatMoney(usd(amount))).toBe(text);
  });

  it('writes what is not known as a dash and never as a zero', () => {
    expect(formatMoney(undefined)).toBe('-');
    expect(formatMoney(usd('abc'))).toBe('-');
  });

  it('uses the digits of the currency', () => {
    expect(formatMoney({ amount: '1200', currency: 'JPY' })).toBe('¥1,200');
  });

  it('shows both signs of a change and none of zero', () => {
    expect(['2.5', '-2.5', '0'].map((amount) => formatSignedMoney(usd(amount)))).toEqual(['+$2.50', '-$2.50', '$0.00']);
  });

  it('keeps every digit for hovering', () => {
    expect(fullPrecision(usd('-12.340000000001'))).toBe('-12.340000000001 USD');
  });
});

describe('percentages', () => {
  it('has one decimal', () => {
    expect(formatPercent('-11.8039')).toBe('-11.8%');
    expect(formatPercent('10')).toBe('10.0%');
    expect(formatPercent(undefined)).toBe('-');
  });

  it('names differences in points', () => {
    expect(formatPoints('1.25')).toBe('+1.3 pp');
  });
});

describe('signOf', () => {
  it.each([
    ['-0.000000000000000001', -1],
    ['0.000000000000000001', 1],
    ['-0.00', 0],
  ])('reads %s as %d', (amount, sign) => {
    expect(signOf(amount)).toBe(sign);
  });
});

describe('compareAmounts', () => {
  it('orders beyond what a float can hold', () => {
    const amounts = ['0.1', '123456789012345678.02', '123456789012345678.01', '-3', '-3.000000000000000001'];
    expect([...amounts].sort(compareAmounts)).toEqual(['-3.000000000000000001', '-3', '0.1', '123456789012345678.01', '123456789012345678.02']);
  });
});

describe('plotPosition', () => {
  it('leaves a gap for what is not known', () => {
    expect(plotPosition(undefined)).toBeUndefined();
    expect(plotPosition(usd('-2.5'))).toBe(-2.5);
  });
});
