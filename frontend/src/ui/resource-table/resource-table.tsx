import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useDeferredValue } from 'react';

import type { CsvSource } from '@/lib/csv';
import { formatClock } from '@/lib/time';
import type { ListState } from '@/lib/url-state';

import { ProblemAlert } from '../problem-alert';
import { RefreshControl } from '../refresh-control';
import type { Column } from './columns';
import { toDefinition } from './columns';
import type { Expandable } from './expandable';
import { expandableProps, expandLabels } from './expandable';
import { ExportButton } from './export-button';
import { FilterRow } from './filter-row';
import type { FilterProperty } from './filter-terms';
import { t } from './messages';
import { columnDisplay, exportedProperties, useTablePreferences, widthsById } from './preferences';
import type { Selection } from './selection';
import { counterText, selectionLabels, selectionProps } from './selection';
import type { NamedView } from './table-views';
import { TablePreferencesDialog } from './table-preferences-dialog';
import type { EmptyContent } from './table-states';
import { NoRows } from './table-states';

/** What a page of the server's answer must hold for a table. */
export interface ListAnswer<T> {
  items: T[];
  /** How many rows match, on all pages. */
  total: number;
}

/** What a resource table is told. The list's state is in the address; this component holds none of it. */
export interface ResourceTableProps<T> {
  /** `<room>:<table>`; preferences are remembered under it. */
  name: string;
  title: string;
  /** What the rows are, in the plural and in lower case: "customers". */
  things: string;
  columns: Column<T>[];
  rowId: (item: T) => string;
  query: UseQueryResult<ListAnswer<T>>;
  /** From useSizedState, so that the page that was asked for is the page that is shown. */
  state: ListState;
  onState: (change: Partial<ListState>) => void;
  properties?: FilterProperty[];
  /** Terms of the filter are never alternatives: the list is of one thing already. */
  allTermsHold?: boolean;
  empty: EmptyContent;
  info?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** Beside the filter: a choice that changes what a row is. */
  controls?: ReactNode;
  footer?: ReactNode;
  /** Views everybody has, beside a person's own. */
  views?: NamedView[];
  /** The list as CSV; absent when it cannot be exported. */
  csv?: CsvSource;
  /** Rows under rows. */
  expandable?: Expandable<T>;
  /** Rows can be chosen, to do something with them. */
  selection?: Selection<T>;
  variant?: 'full-page' | 'container';
}

/**
 * The one table of lists: filtered, sorted and paged by the server, with its states kept apart. It is drawn in the background, in pieces
 * between which the browser answers a person: at once it would block for a third of a second.
 */
export function ResourceTable<T>(props: ResourceTableProps<T>) {
  const drawn = useDeferredValue(true, false);
  // A query tells of a change only those who have looked at that part of it. The table looks later, when a failure can have happened already.
  const query = { ...props.query };
  return drawn ? <DrawnTable {...props} query={query} /> : <Header variant={props.variant === 'container' ? 'h2' : 'h1'}>{props.title}</Header>;
}

function DrawnTable<T>(props: ResourceTableProps<T>) {
  const { query, state, onState, columns, properties = [], things, variant = 'full-page' } = props;
  const [preferences, changePreferences] = useTablePreferences(props.name);
  const size = state.size === 0 ? preferences.pageSize : state.size;
  const drawable = useDeferredValue(query.data);
  // Rows of another month are not shown while this one is being read.
  const data = query.data === undefined ? undefined : drawable;
  const filtered = state.filter.length > 0 || state.search !== '';
  const display = columnDisplay(columns, preferences.columns);
  const sorted = { by: state.sort.replace(/^-/, ''), descending: state.sort.startsWith('-') };
  const definitions = columns.map((column) => toDefinition(column, sorted, preferences.widths[column.id]));
  const pages = Math.max(1, Math.ceil((data?.total ?? 0) / size));
  const retry = () => void query.refetch();
  return (
    <SpaceBetween size="m">
      {query.isError && (
        <ProblemAlert
          what={t('notLoaded', { things })}
          error={query.error}
          onRetry={retry}
          {...(data !== undefined && { stale: t('stale', { time: formatClock(query.dataUpdatedAt) }) })}
        />
      )}
      <Table
        variant={variant}
        stickyHeader={variant === 'full-page'}
        enableKeyboardNavigation
        resizableColumns
        columnDefinitions={definitions}
        columnDisplay={display}
        items={data?.items ?? []}
        trackBy={props.rowId}
        {...expandableProps(props.expandable, data?.items ?? [], props.rowId)}
        {...selectionProps(props.selection, data?.items ?? [], props.rowId)}
        loading={data === undefined && !query.isError}
        loadingText={t('loading', { things })}
        skeleton={{ totalRows: 'auto', maxAutoRows: 12 }}
        wrapLines={preferences.wrapLines}
        stripedRows={preferences.stripedRows}
        contentDensity={preferences.contentDensity}
        stickyColumns={{ first: preferences.stickyFirst ? 1 : 0 }}
        sortingColumn={{ sortingField: sorted.by }}
        sortingDescending={sorted.descending}
        onSortingChange={({ detail }) => {
          const field = detail.sortingColumn.sortingField;
          if (field !== undefined) onState({ sort: `${detail.isDescending === true ? '-' : ''}${field}`, page: 1 });
        }}
        onColumnWidthsChange={({ detail }) => changePreferences({ widths: widthsById(display, detail.widths, preferences.widths) })}
        ariaLabels={{ tableLabel: props.title, resizerRoleDescription: t('resize'), ...expandLabels(props.expandable), ...selectionLabels(props.selection, things) }}
        renderAriaLive={({ firstIndex, lastIndex }) => t('showing', { first: firstIndex, last: lastIndex, total: data?.total ?? 0, things })}
        firstIndex={(state.page - 1) * size + 1}
        totalItemsCount={data?.total ?? 0}
        empty={<NoRows failed={query.isError && data === undefined} filtered={filtered} empty={props.empty} onClear={() => onState({ filter: [], search: '', page: 1 })} />}
        header={
          <Header
            variant={variant === 'full-page' ? 'awsui-h1-sticky' : 'h2'}
            {...(data !== undefined && { counter: counterText(data.total, props.selection?.ids.length ?? 0) })}
            info={props.info}
            description={props.description}
            actions={
              <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                <RefreshControl query={query} things={things} />
                {props.csv !== undefined && <ExportButton csv={props.csv} state={{ ...state, size }} columns={exportedProperties(columns, display)} things={things} total={data?.total} />}
                {props.actions}
              </SpaceBetween>
            }
          >
            {props.title}
          </Header>
        }
        filter={
          (properties.length > 0 || props.controls !== undefined) && (
            <SpaceBetween size="s">
              {props.controls}
              {properties.length > 0 && (
                <FilterRow
                  table={props.name}
                  state={state}
                  onState={onState}
                  properties={properties}
                  allTermsHold={props.allTermsHold === true}
                  things={things}
                  countText={filtered && data !== undefined ? t('matches', { count: data.total }) : ''}
                  views={props.views ?? []}
                />
              )}
            </SpaceBetween>
          )
        }
        pagination={
          <Pagination
            currentPageIndex={state.page}
            pagesCount={pages}
            disabled={query.isPending}
            onChange={({ detail }) => onState({ page: detail.currentPageIndex })}
          />
        }
        preferences={
          <TablePreferencesDialog
            columns={columns}
            display={display}
            preferences={preferences}
            size={size}
            onChange={(change) => {
              changePreferences(change);
              if (change.pageSize !== undefined && change.pageSize !== size) onState({ size: change.pageSize, page: 1 });
            }}
          />
        }
        footer={props.footer}
      />
    </SpaceBetween>
  );
}
