import { parseSearchText, writeSearchText } from '@/lib/search-text';
import type { ListState } from '@/lib/url-state';
import type { NamedView } from '@/ui/resource-table/table-views';

/** A list's filter and sort as the query of an address, always in one form, so that equal states have equal texts. */
export function textOf(state: NamedView['state']): string {
  const { filter, match, search, sort } = state;
  return writeSearchText({ filter: [...filter].sort(), search, sort, ...(filter.length > 1 && match === 'any' && { match }) }).slice(1);
}

/** The reverse of {@link textOf}. What cannot be read is left out; the table says so when the server refuses a term. */
export function stateOf(text: string): Pick<ListState, 'filter' | 'match' | 'search' | 'sort'> {
  const said = parseSearchText(text);
  const one = (key: string) => (typeof said[key] === 'string' ? said[key] : '');
  const filter = said.filter ?? [];
  return { filter: Array.isArray(filter) ? filter : [filter], match: one('match') === 'any' ? 'any' : 'all', search: one('search'), sort: one('sort') };
}
