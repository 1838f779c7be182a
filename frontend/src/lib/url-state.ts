import * as z from 'zod/mini';

/** A month, or '' when the address names none. */
export const monthParam = z._default(z.string().check(z.regex(/^[0-9]{4}-(0[1-9]|1[0-2])$/)), '');

/** The key of the row whose panel is open, or ''. */
export const openParam = z._default(z.string().check(z.minLength(1), z.maxLength(200)), '');

/** One of the names; the first is the default. */
export function choiceParam<const T extends readonly [string, ...string[]]>(names: T) {
  return z._default(z.enum(names), names[0]);
}

/** Whether simulated figures are shown over the true ones. */
export const demoParam = choiceParam(['false', 'true']);

/** How many rows a page of a table may hold. */
export const pageSizes = [25, 50, 100] as const;

/** The operators of the contract's `filter` terms. */
export const filterOperators = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'contains'] as const;

/** One of {@link filterOperators}. */
export type FilterOperator = (typeof filterOperators)[number];

/** The address parameters of a list that filters, sorts and pages on the server. */
export interface ListState {
  /** Terms `property:operator:value`. */
  filter: string[];
  match: 'all' | 'any';
  search: string;
  /** A property, with `-` in front for descending; '' for the server's own order. */
  sort: string;
  page: number;
  /** Rows a page; 0 for the person's preference. */
  size: 0 | (typeof pageSizes)[number];
}

/** A list without filter, on its first page. */
export const emptyListState: ListState = { filter: [], match: 'all', search: '', sort: '', page: 1, size: 0 };

/** The address parameters of a list that only pages. */
export const pagingParams = {
  page: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100_000)), 1),
  size: z._default(z.pipe(z.coerce.number(), z.literal([0, ...pageSizes])), 0),
};

/** The schema of {@link ListState} for a list whose rows have these properties and that is sorted like this at first. */
export function listParams(properties: readonly string[], sort: string) {
  const names = properties.join('|');
  const term = z.string().check(z.maxLength(300), z.regex(new RegExp(`^(${names}):(${filterOperators.join('|')}):.+$`)));
  const terms = z.array(term).check(z.maxLength(20));
  return {
    filter: z._default(z.pipe(z.transform((value) => (typeof value === 'string' ? [value] : value)), terms), []),
    match: z._default(z.enum(['all', 'any']), 'all'),
    search: z._default(z.string().check(z.minLength(1), z.maxLength(200)), ''),
    sort: z._default(z.string().check(z.regex(new RegExp(`^-?(${names})$`))), sort),
    ...pagingParams,
  };
}

/**
 * The list's part of an address that serves several lists, one at a time. What another list can be filtered or sorted
 * by does not count, and without a sort the list has its usual order.
 */
export function listStateOf(address: ListState, properties: readonly string[], order: string): ListState {
  const { filter, match, search, sort, page, size } = address;
  return {
    filter: filter.filter((term) => properties.includes(term.split(':')[0] ?? '')),
    match,
    search,
    sort: properties.includes(sort.replace(/^-/, '')) ? sort : order,
    page,
    size,
  };
}

/**
 * What a list asks for when all its rows belong to one thing. The term holds beside the person's terms, so those can
 * not be alternatives of it.
 */
export function scopedTo(state: ListState, term: string): ListState {
  return { ...state, match: 'all', filter: [term, ...state.filter] };
}

/** What an address says, and which of its parameters are unknown or not valid and do not count. */
export interface SearchReading<T> {
  value: T;
  ignored: string[];
}

/** A schema of address parameters: an object whose every member has a default. */
export type SearchSchema<T> = z.ZodMiniType<T>;

/**
 * Reads address parameters. A parameter that is not valid falls back to its default and is named in `ignored`; the
 * others count, so that one typing error does not throw away a whole link.
 */
export function readSearch<T>(schema: SearchSchema<T>, raw: Record<string, unknown>): SearchReading<T> {
  const said = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined && value !== '' && value !== 0));
  const first = z.safeParse(schema, said);
  if (first.success) return { value: first.data, ignored: [] };
  const ignored = new Set<string>();
  for (const issue of first.error.issues) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) ignored.add(key);
    else ignored.add(String(issue.path[0]));
  }
  const kept = Object.fromEntries(Object.entries(said).filter(([key]) => !ignored.has(key)));
  return { value: z.parse(schema, kept), ignored: [...ignored] };
}

/** {@link readSearch} in the form a route's `validateSearch` takes. */
function searchReader<T>(schema: SearchSchema<T>): (raw: Record<string, unknown>) => T {
  return (raw) => readSearch(schema, raw).value;
}

/**
 * Route options for a page's address: read with fall-backs, written without what is at its default, so that an address
 * says only what a person chose.
 */
export function addressOf<T extends object>(schema: SearchSchema<T>) {
  const defaults = new Map(Object.entries(z.parse(schema, {})));
  const dropDefaults = ({ search, next }: { search: T; next: (search: T) => T }): T => {
    const shown = { ...next(search) };
    for (const [key, value] of Object.entries(shown)) {
      if (JSON.stringify(value) === JSON.stringify(defaults.get(key))) Reflect.deleteProperty(shown, key);
    }
    return shown;
  };
  return { validateSearch: searchReader(schema), search: { middlewares: [dropDefaults] } };
}
