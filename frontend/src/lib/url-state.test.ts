import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import { parseSearchText, writeSearchText } from './search-text';
import { addressOf, choiceParam, listParams, monthParam, readSearch } from './url-state';

const schema = z.strictObject({ ...listParams(['name', 'margin'], '-margin'), period: monthParam, by: choiceParam(['customer', 'month']) });

describe('readSearch', () => {
  it('gives the defaults for an address that says nothing', () => {
    expect(readSearch(schema, {})).toEqual({
      value: { filter: [], match: 'all', search: '', sort: '-margin', page: 1, size: 0, period: '', by: 'customer' },
      ignored: [],
    });
  });

  it('reads what a link says', () => {
    const { value, ignored } = readSearch(schema, parseSearchText('?filter=margin%3Alt%3A0&filter=name:contains:a:b&page=3&size=50&sort=name&period=2026-10'));
    expect(ignored).toEqual([]);
    expect(value).toMatchObject({ filter: ['margin:lt:0', 'name:contains:a:b'], page: 3, size: 50, sort: 'name', period: '2026-10' });
  });

  it.each([
    ['period=2026-13', 'period'],
    ['page=0', 'page'],
    ['page=abc', 'page'],
    ['size=1000', 'size'],
    ['sort=password', 'sort'],
    ['filter=password:eq:x', 'filter'],
    ['filter=margin:like:x', 'filter'],
    ['by=planet', 'by'],
    ['unknown=1', 'unknown'],
  ])('ignores %s, names it, and keeps the rest', (text, name) => {
    const { value, ignored } = readSearch(schema, parseSearchText(`${text}&search=acme`));
    expect(ignored).toEqual([name]);
    expect(value).toMatchObject({ search: 'acme', page: 1, period: '' });
  });

  it('reads its own output again', () => {
    const { value } = readSearch(schema, { filter: ['margin:lt:0'], match: 'any', page: 2 });
    expect(readSearch(schema, value)).toEqual({ value, ignored: [] });
  });
});

describe('addressOf', () => {
  it('writes only what a person chose', () => {
    const [dropDefaults] = addressOf(schema).search.middlewares;
    const search = { ...readSearch(schema, {}).value, page: 2 };
    expect(dropDefaults?.({ search, next: (same) => same })).toEqual({ page: 2 });
  });
});

describe('writeSearchText', () => {
  it('is the reverse of parseSearchText and sorts its keys', () => {
    const text = writeSearchText({ period: '2026-10', filter: ['margin:lt:0', 'name:eq:a&b'], empty: '', none: undefined });
    expect(text).toBe('?filter=margin%3Alt%3A0&filter=name%3Aeq%3Aa%26b&period=2026-10');
    expect(parseSearchText(text)).toEqual({ filter: ['margin:lt:0', 'name:eq:a&b'], period: '2026-10' });
  });
});
