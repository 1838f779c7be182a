import { describe, expect, it } from 'vitest';

import { emptyListState } from '@/lib/url-state';

import { fromQuery, toQuery } from './filter-terms';

describe('filter terms', () => {
  it('come back from the tokens a person sees', () => {
    const state = { ...emptyListState, filter: ['margin:lt:0', 'label:contains:a:b', 'state:ne:ended'], match: 'any' as const, search: 'acme' };
    const query = toQuery(state);
    expect(query.tokens).toEqual([
      { propertyKey: 'margin', operator: '<', value: '0' },
      { propertyKey: 'label', operator: ':', value: 'a:b' },
      { propertyKey: 'state', operator: '!=', value: 'ended' },
      { operator: ':', value: 'acme' },
    ]);
    expect(fromQuery(query)).toEqual({ filter: state.filter, match: 'any', search: 'acme', page: 1 });
  });

  it('keep the last of several free texts and drop empty values', () => {
    const { search, filter } = fromQuery({
      operation: 'and',
      tokens: [
        { operator: ':', value: 'one' },
        { operator: ':', value: 'two' },
        { propertyKey: 'label', operator: '=', value: ' ' },
      ],
    });
    expect({ search, filter }).toEqual({ search: 'two', filter: [] });
  });
});
