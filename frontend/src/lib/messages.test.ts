import { beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';

import type { Language } from './locale';
import { displayKey } from './locale';

/** The module as it is on a page whose person chose this language. */
async function speaking(language: Language) {
  window.localStorage.setItem(displayKey, JSON.stringify({ language }));
  vi.resetModules();
  const { counted, messages } = await import('./messages');
  const t = messages({
    en: { title: 'Margin', found: 'Found {count} in {place}', rows: counted({ one: '# row', other: '# rows' }) },
    de: { title: 'Marge', found: '{place}: {count} gefunden', rows: counted({ one: '# Zeile', other: '# Zeilen' }) },
  });
  return { t, messages };
}

beforeEach(() => window.localStorage.clear());

describe('messages', () => {
  it('are in English at first', async () => {
    vi.resetModules();
    expect((await import('./locale')).locale).toBe('en-US');
  });

  it('fill placeholders and choose plural forms in English', async () => {
    const { t } = await speaking('en');
    expect([t('title'), t('found', { count: 1200, place: 'Acme' }), t('rows', { count: 1 }), t('rows', { count: 0 })]).toEqual([
      'Margin',
      'Found 1,200 in Acme',
      '1 row',
      '0 rows',
    ]);
  });

  it('do so in German', async () => {
    const { t } = await speaking('de');
    expect([t('title'), t('found', { count: 1200, place: 'Acme' }), t('rows', { count: 1 }), t('rows', { count: 2000 })]).toEqual([
      'Marge',
      'Acme: 1.200 gefunden',
      '1 Zeile',
      '2.000 Zeilen',
    ]);
  });

  it('come in pieces where something else stands in the sentence', async () => {
    const { t } = await speaking('de');
    expect(t.parts('found', { count: 7, place: 'Acme' })).toEqual(['', 'Acme', ': ', 7, ' gefunden']);
  });

  it('stand between brackets in the language of the tests', async () => {
    const { t } = await speaking('xx');
    expect(t('title')).toBe('⟦Margin⟧');
  });

  it('are checked by the compiler: keys and placeholders', async () => {
    const { t, messages } = await speaking('en');
    expectTypeOf(t).toBeCallableWith('title');
    // @ts-expect-error a placeholder is not filled
    t('found', { count: 1 });
    // @ts-expect-error there is no such key
    t('titel');
    // @ts-expect-error a key is missing in German
    messages({ en: { one: 'One', two: 'Two' }, de: { one: 'Eins' } });
    // @ts-expect-error a key is too many in German
    messages({ en: { one: 'One' }, de: { one: 'Eins', two: 'Zwei' } });
    // @ts-expect-error a placeholder is missing in German
    messages({ en: { one: '{count} rows' }, de: { one: 'Zeilen' } });
    // @ts-expect-error a placeholder is written wrongly in German
    messages({ en: { one: '{count} rows' }, de: { one: '{cuont} Zeilen' } });
  });
});
