import type { ListState } from '@/lib/url-state';

/** A list's address state as the contract's query parameters; what is at its default is left out. */
export function listQuery(state: ListState) {
  return {
    page: state.page,
    limit: state.size === 0 ? 25 : state.size,
    ...(state.filter.length > 0 && { filter: state.filter, match: state.match }),
    ...(state.search !== '' && { search: state.search }),
    ...(state.sort !== '' && { sort: state.sort }),
  };
}

/** Everything that a list's filter matches, on all pages, as a request for a plan names it. */
export function scopeOf(state: ListState) {
  return {
    ...(state.filter.length > 0 && { filter: state.filter, match: state.match }),
    ...(state.search !== '' && { search: state.search }),
  };
}
