import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';

import type { Column } from './resource-table/columns';
import { toDefinition } from './resource-table/columns';
import { EmptyState } from './resource-table/table-states';

/** What a table inside a page is told; it shows all its rows as they come. */
export interface SimpleTableProps<T> {
  label: string;
  columns: Column<T>[];
  items: T[];
  rowId: (item: T) => string;
  /** Said when there is no row. */
  emptyText: string;
  title?: string;
  description?: ReactNode;
  info?: ReactNode;
  actions?: ReactNode;
  footer?: ReactNode;
  variant?: 'embedded' | 'container' | 'borderless';
}

/** A short table inside a page: parts of a figure, a few extremes. Lists that page are resource tables. */
export function SimpleTable<T>(props: SimpleTableProps<T>) {
  return (
    <Table
      variant={props.variant ?? 'container'}
      enableKeyboardNavigation
      wrapLines
      // A word is not broken on a narrow screen; the table scrolls sideways instead.
      columnDefinitions={props.columns.map((column) => ({ ...toDefinition(withoutSort(column), { by: '', descending: false }, undefined), minWidth: 115 }))}
      items={props.items}
      trackBy={props.rowId}
      ariaLabels={{ tableLabel: props.label }}
      empty={<EmptyState title={props.emptyText} text="" />}
      header={
        props.title !== undefined && (
          <Header variant="h2" info={props.info} description={props.description} actions={props.actions}>
            {props.title}
          </Header>
        )
      }
      footer={props.footer}
    />
  );
}

function withoutSort<T>({ id, header, cell, rowHeader, numeric, width }: Column<T>): Column<T> {
  return {
    id,
    header,
    cell,
    ...(rowHeader !== undefined && { rowHeader }),
    ...(numeric !== undefined && { numeric }),
    ...(width !== undefined && { width }),
  };
}
