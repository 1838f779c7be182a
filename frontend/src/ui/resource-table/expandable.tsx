import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';

import { t } from './expandable-messages';

/** Rows under rows. Which rows are open is the page's to remember. */
export interface Expandable<T> {
  /** The rows under a row, as far as they were read. */
  children: (item: T) => readonly T[];
  isExpandable: (item: T) => boolean;
  /** The ids of the rows that are open. */
  open: readonly string[];
  onToggle: (item: T, open: boolean) => void;
  /** Whether more rows follow under an open row; without it, all are there. */
  rest?: (item: T) => TableProps.LoadingStatus;
  /** Reads more rows under an open row, or tries again. */
  onMore?: (item: T) => void;
  /** The name of an open row, for those who hear the page. */
  name: (item: T) => string;
}

type ExpandableProps<T> = Pick<
  TableProps<T>,
  'expandableRows' | 'getLoadingStatus' | 'renderLoaderPending' | 'renderLoaderLoading' | 'renderLoaderError'
>;

/** The names of the buttons that open and close a row. */
export function expandLabels<T>(expandable: Expandable<T> | undefined): TableProps.AriaLabels<T> {
  if (expandable === undefined) return {};
  return {
    expandButtonLabel: (item) => t('open', { name: expandable.name(item) }),
    collapseButtonLabel: (item) => t('close', { name: expandable.name(item) }),
  };
}

/** The rows under rows in Cloudscape's form; nothing for a flat table. */
export function expandableProps<T>(expandable: Expandable<T> | undefined, items: readonly T[], rowId: (item: T) => string): ExpandableProps<T> {
  if (expandable === undefined) return {};
  const { children, isExpandable, open, onToggle, rest, onMore, name } = expandable;
  const more = (item: T | null) => item !== null && onMore?.(item);
  const named = (item: T | null) => (item === null ? '' : name(item));
  return {
    expandableRows: {
      getItemChildren: children,
      isItemExpandable: isExpandable,
      expandedItems: items.filter((item) => open.includes(rowId(item))),
      onExpandableItemToggle: ({ detail }) => onToggle(detail.item, detail.expanded),
    },
    getLoadingStatus: (item) => (item === null ? 'finished' : (rest?.(item) ?? 'finished')),
    renderLoaderPending: ({ item }) => (
      <Button variant="inline-link" iconName="add-plus" ariaLabel={t('moreOf', { name: named(item) })} onClick={() => more(item)}>
        {t('more')}
      </Button>
    ),
    renderLoaderLoading: ({ item }) => <StatusIndicator type="loading">{t('reading', { name: named(item) })}</StatusIndicator>,
    renderLoaderError: ({ item }) => (
      <>
        <StatusIndicator type="error">{t('failed', { name: named(item) })}</StatusIndicator>{' '}
        <Button variant="inline-link" ariaLabel={t('againOf', { name: named(item) })} onClick={() => more(item)}>
          {t('again')}
        </Button>
      </>
    ),
  };
}
