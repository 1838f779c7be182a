import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';

import { formatCount } from '@/lib/money';

import { t } from './selection-messages';

/** Rows of the shown page that a person chose. */
export interface Selection<T> {
  /** The ids of the chosen rows. */
  ids: readonly string[];
  onIds: (ids: string[]) => void;
  /** Whether a row can be chosen; all can without it. */
  selectable?: (item: T) => boolean;
  /** The name of a row, for those who hear the page. */
  name: (item: T) => string;
}

/**
 * The ids that are chosen in a list, and how to choose. A choice holds for what is on the screen: with another `scope`, which says the page,
 * the order, the filter and whatever else decides about the rows, nothing is chosen.
 */
export function useSelection(scope: string): [readonly string[], (ids: string[]) => void] {
  const [chosen, setChosen] = useState<{ scope: string; ids: string[] }>({ scope, ids: [] });
  return [chosen.scope === scope ? chosen.ids : [], (ids) => setChosen({ scope, ids })];
}

type SelectionProps<T> = Pick<TableProps<T>, 'selectionType' | 'selectedItems' | 'onSelectionChange' | 'isItemDisabled'>;

/** The choice in Cloudscape's form; nothing for a table without one. */
export function selectionProps<T>(selection: Selection<T> | undefined, items: readonly T[], rowId: (item: T) => string): SelectionProps<T> {
  if (selection === undefined) return {};
  const { ids, onIds, selectable } = selection;
  return {
    selectionType: 'multi',
    selectedItems: items.filter((item) => ids.includes(rowId(item))),
    onSelectionChange: ({ detail }) => onIds(detail.selectedItems.map(rowId)),
    ...(selectable !== undefined && { isItemDisabled: (item) => !selectable(item) }),
  };
}

/** The names of the boxes that choose rows. */
export function selectionLabels<T>(selection: Selection<T> | undefined, things: string): TableProps.AriaLabels<T> {
  if (selection === undefined) return {};
  return {
    selectionGroupLabel: t('choice', { things }),
    allItemsSelectionLabel: () => t('chooseAll', { things }),
    itemSelectionLabel: (_, item) => t('choose', { name: selection.name(item) }),
  };
}

/** "(24)", or "(3/24)" while rows are chosen. */
export function counterText(total: number, chosen: number): string {
  return chosen === 0 ? `(${formatCount(total)})` : `(${formatCount(chosen)}/${formatCount(total)})`;
}
