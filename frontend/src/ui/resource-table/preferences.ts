import type { CollectionPreferencesProps } from '@cloudscape-design/components/collection-preferences';
import { useState } from 'react';
import * as z from 'zod/mini';

import { readStored, writeStored } from '@/lib/storage';
import type { ListState } from '@/lib/url-state';
import { pageSizes } from '@/lib/url-state';

import type { Column } from './columns';

const preferencesSchema = z.object({
  pageSize: z._default(z.literal([...pageSizes]), 25),
  wrapLines: z._default(z.boolean(), false),
  stripedRows: z._default(z.boolean(), false),
  contentDensity: z._default(z.enum(['comfortable', 'compact']), 'comfortable'),
  stickyFirst: z._default(z.boolean(), true),
  columns: z._default(z.array(z.object({ id: z.string(), visible: z.boolean() })), []),
  widths: z._default(z.record(z.string(), z.number()), {}),
});

/** How a person likes a table: page size, columns and their order and widths, wrapping, stripes, density. */
export type TablePreferences = z.infer<typeof preferencesSchema>;

const defaults = z.parse(preferencesSchema, {});

/** The preferences of a table, remembered in this browser. `name` is `<room>:<table>`. */
export function useTablePreferences(name: string): [TablePreferences, (change: Partial<TablePreferences>) => void] {
  const key = `table:${name}:v1`;
  const [preferences, setPreferences] = useState(() => readStored(key, preferencesSchema, defaults));
  const change = (part: Partial<TablePreferences>) => {
    const next = { ...preferences, ...part };
    setPreferences(next);
    writeStored(key, next);
  };
  return [preferences, change];
}

/** The list's state with a page size: the one of the address, or else the person's preference for this table. */
export function useSizedState(name: string, state: ListState): ListState {
  const [preferred] = useState(() => readStored(`table:${name}:v1`, preferencesSchema, defaults).pageSize);
  return state.size === 0 ? { ...state, size: preferred } : state;
}

/** Every column with its visibility: in the person's order, and new columns where the table puts them. */
export function columnDisplay<T>(columns: Column<T>[], stored: TablePreferences['columns']): { id: string; visible: boolean }[] {
  const known = stored.filter((item) => columns.some((column) => column.id === item.id));
  const added = columns
    .filter((column) => !known.some((item) => item.id === column.id))
    .map((column) => ({ id: column.id, visible: column.hiddenAtFirst !== true }));
  return [...known, ...added];
}

/** Cloudscape's answer from the preferences dialog, in our form. */
export function fromDialog(detail: CollectionPreferencesProps.Preferences): Partial<TablePreferences> {
  const pageSize = pageSizes.find((size) => size === detail.pageSize);
  return {
    ...(pageSize !== undefined && { pageSize }),
    wrapLines: detail.wrapLines === true,
    stripedRows: detail.stripedRows === true,
    contentDensity: detail.contentDensity ?? 'comfortable',
    stickyFirst: detail.stickyColumns?.first === 1,
    columns: (detail.contentDisplay ?? []).map(({ id, visible }) => ({ id, visible })),
  };
}

/** The contract's properties of the visible columns, in the person's order. */
export function exportedProperties<T>(columns: Column<T>[], display: { id: string; visible: boolean }[]): string[] {
  return display.filter((item) => item.visible).flatMap((item) => columns.find((column) => column.id === item.id)?.csv ?? [item.id]);
}

/** The widths of all columns after some of the visible ones were changed. */
export function widthsById(display: { id: string; visible: boolean }[], widths: readonly number[], before: Record<string, number>): Record<string, number> {
  const after = { ...before };
  display
    .filter((item) => item.visible)
    .forEach((item, index) => {
      const width = widths[index];
      if (width !== undefined) after[item.id] = width;
    });
  return after;
}
