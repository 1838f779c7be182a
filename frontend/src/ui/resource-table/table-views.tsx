import type { ComponentType } from 'react';
import { createContext } from 'react';

import type { ListState } from '@/lib/url-state';

/** A filter and sort with a name. */
export interface NamedView {
  id: string;
  name: string;
  state: Pick<ListState, 'filter' | 'match' | 'search' | 'sort'>;
}

/** What the choice of views of a table is told. */
export interface TableViewsProps {
  /** `<room>:<table>`; views are kept under it. */
  table: string;
  state: ListState;
  onState: (change: Partial<ListState>) => void;
  /** Views everybody has. */
  shipped: NamedView[];
}

/**
 * The choice of saved views beside the filter of every table. Views are kept on the server, which parts of `ui` do not talk to, so the frame
 * of the portal provides it; a table without it has none.
 */
export const TableViewsContext = createContext<ComponentType<TableViewsProps> | undefined>(undefined);
