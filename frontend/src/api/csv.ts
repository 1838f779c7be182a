import type { CsvSource } from '@/lib/csv';
import { writeSearchText } from '@/lib/search-text';
import { scopedTo } from '@/lib/url-state';

import { download } from './client';
import { listQuery } from './list-query';
import type { paths } from './schema.gen';

/** The lists of the contract that also answer CSV. */
type CsvPath = {
  [P in keyof paths]: paths[P] extends { get: { responses: { 200: { content: { 'text/csv': string } } } } } ? P : never;
}[keyof paths];

/**
 * A list of a receiver as CSV. `query` is what its address says beside filter, sort and page, and what its path names; `term` is the filter term that holds beside the
 * person's, for a list of what belongs to one thing.
 */
export function csvOf(path: CsvPath, receiver: string, query: Record<string, string | string[]> = {}, term = ''): CsvSource {
  return async (state, part, columns) => {
    const { page, limit, ...matching } = listQuery(term === '' ? state : scopedTo(state, term));
    const place = part === 'page' ? { page, limit } : {};
    // What the path names is filled in, and the rest is its query.
    const rest = { ...query };
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = rest[name];
      Reflect.deleteProperty(rest, name);
      return encodeURIComponent(typeof value === 'string' ? value : '');
    });
    const text = writeSearchText({ ...rest, ...matching, ...place, columns: columns.join(',') });
    return download(`${filled}${text}`, receiver, 'text/csv');
  };
}
