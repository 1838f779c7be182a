import type { CsvSource } from '@/lib/csv';
import { writeSearchText } from '@/lib/search-text';

import { download } from './client';
import { listQuery } from './list-query';
import type { paths } from './schema.gen';

/** The lists of the contract that also answer CSV. */
type CsvPath = {
  [P in keyof paths]: paths[P] extends { get: { responses: { 200: { content: { 'text/csv': string } } } } } ? P : never;
}[keyof paths];

/** A list of a receiver as CSV; `query` is what its address says beside filter, sort and page. */
export function csvOf(path: CsvPath, receiver: string, query: Record<string, string | string[]> = {}): CsvSource {
  return async (state, part, columns) => {
    const { page, limit, ...matching } = listQuery(state);
    const place = part === 'page' ? { page, limit } : {};
    const text = writeSearchText({ ...query, ...matching, ...place, columns: columns.join(',') });
    return download(`${path}${text}`, receiver, 'text/csv');
  };
}
