import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';

import type { FilterOperator, ListState } from '@/lib/url-state';

/** What a list can be filtered by. */
export interface FilterProperty {
  /** The contract's property. */
  key: string;
  label: string;
  groupLabel: string;
  kind: 'text' | 'number' | 'choice';
  /** The words for the values of a choice. */
  options?: { value: string; label: string }[];
}

/** A text to filter by. */
export function textFilter(key: string, label: string): FilterProperty {
  return { key, label, groupLabel: label, kind: 'text' };
}

/** A number, an amount, a day or a month to filter by. */
export function numberFilter(key: string, label: string): FilterProperty {
  return { key, label, groupLabel: label, kind: 'number' };
}

/** One of some values to filter by, in words. */
export function choiceFilter(key: string, label: string, options: FilterProperty['options'] & object): FilterProperty {
  return { key, label, groupLabel: label, kind: 'choice', options };
}

const toSymbol: Record<FilterOperator, PropertyFilterProps.ComparisonOperator> = {
  eq: '=',
  ne: '!=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  contains: ':',
};

const fromSymbol = new Map(Object.entries(toSymbol).map(([operator, symbol]) => [symbol, operator]));

const operatorsOf: Record<FilterProperty['kind'], PropertyFilterProps.ComparisonOperator[]> = {
  text: [':', '=', '!='],
  choice: ['=', '!='],
  number: ['<', '<=', '>', '>=', '=', '!='],
};

/** The properties in Cloudscape's form. */
export function filteringProperties(properties: FilterProperty[]): PropertyFilterProps.FilteringProperty[] {
  return properties.map(({ key, label, groupLabel, kind }) => {
    const [first = '=', ...others] = operatorsOf[kind];
    return { key, propertyLabel: label, groupValuesLabel: groupLabel, defaultOperator: first, operators: others };
  });
}

/** The list's address state as the tokens a person sees. */
export function toQuery(state: ListState): PropertyFilterProps.Query {
  const tokens: PropertyFilterProps.Token[] = state.filter.map((term) => {
    const [propertyKey = '', operator = '', ...value] = term.split(':');
    const symbol = Object.entries(toSymbol).find(([name]) => name === operator)?.[1] ?? '=';
    return { propertyKey, operator: symbol, value: value.join(':') };
  });
  if (state.search !== '') tokens.push({ operator: ':', value: state.search });
  return { operation: state.match === 'any' ? 'or' : 'and', tokens };
}

/** The tokens as address state, back on the first page. The contract takes one free text, so the last one counts. */
export function fromQuery(query: PropertyFilterProps.Query): Pick<ListState, 'filter' | 'match' | 'search' | 'page'> {
  const filter: string[] = [];
  let search = '';
  for (const token of query.tokens) {
    const value = String(token.value).trim();
    if (value === '') continue;
    if (token.propertyKey === undefined) search = value;
    else filter.push(`${token.propertyKey}:${fromSymbol.get(token.operator) ?? 'eq'}:${value}`);
  }
  return { filter, search, match: query.operation === 'or' ? 'any' : 'all', page: 1 };
}
