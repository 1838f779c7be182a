import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Language } from './locale';
import { displayKey } from './locale';

async function speaking(language: Language) {
  window.localStorage.setItem(displayKey, JSON.stringify({ language }));
  vi.resetModules();
  return import('./decimal');
}

beforeEach(() => window.localStorage.clear());

describe('decimals that people write', () => {
  it.each([
    ['10.5', '10.5'],
    [' 1,234.50 ', '1234.50'],
    ['0012', '12'],
    ['0', '0'],
    ['10,5', undefined],
    ['1,23', undefined],
    ['1e3', undefined],
    ['-5', undefined],
    ['5.', undefined],
    ['', undefined],
    ['1.2.3', undefined],
  ])('%s is %s in English', async (text, decimal) => {
    const { readDecimal } = await speaking('en');
    expect(readDecimal(text)).toBe(decimal);
  });

  it('have a comma in German, and a point is no decimal sign there', async () => {
    const { readDecimal, writeDecimal } = await speaking('de');
    expect([readDecimal('10,5'), readDecimal('1.234,5'), readDecimal('10.5')]).toEqual(['10.5', '1234.5', undefined]);
    expect(readDecimal(writeDecimal('1234.5'))).toBe('1234.5');
  });
});
