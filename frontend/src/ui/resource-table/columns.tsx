import type { TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';

import { t } from './messages';

/** A column of a resource table. */
export interface Column<T> {
  id: string;
  header: string;
  cell: (item: T) => ReactNode;
  /** The contract's property the server sorts by; absent when it cannot. */
  sort?: string;
  /** Names the row: the first column, with a link to its page. */
  rowHeader?: boolean;
  /** A quantity: right-aligned, tabular figures. */
  numeric?: boolean;
  /** Shown only when a person asks for it. */
  hiddenAtFirst?: boolean;
  width?: number;
  /** The contract's properties that stand for it in a CSV file: the one named like the column when absent, none for what is only on the screen. */
  csv?: string[];
}

/** The column in Cloudscape's form; numbers stand right with their header. */
export function toDefinition<T>(column: Column<T>, sorted: { by: string; descending: boolean }, width: number | undefined): TableProps.ColumnDefinition<T> {
  const isSorted = column.sort !== undefined && column.sort === sorted.by;
  const order = isSorted ? (sorted.descending ? 'sortedDescending' : 'sortedAscending') : 'notSorted';
  const shownWidth = width ?? column.width;
  return {
    id: column.id,
    header: column.numeric === true ? <div className="numeric">{column.header}</div> : column.header,
    cell: column.numeric === true ? (item) => <div className="numeric">{column.cell(item)}</div> : column.cell,
    minWidth: 90,
    ...(shownWidth !== undefined && { width: shownWidth }),
    ...(column.rowHeader === true && { isRowHeader: true }),
    ...(column.sort !== undefined && { sortingField: column.sort, ariaLabel: () => t(order, { column: column.header }) }),
  };
}
