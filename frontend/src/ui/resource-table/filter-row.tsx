import { Suspense, use } from 'react';

import type { TableFilterProps } from './table-filter';
import { TableFilter } from './table-filter';
import type { NamedView } from './table-views';
import { TableViewsContext } from './table-views';

/** What the row above a table is told. */
export interface FilterRowProps extends TableFilterProps {
  /** `<room>:<table>`; views are kept under it. */
  table: string;
  /** Views everybody has. */
  views: NamedView[];
}

/** The filter of a table, and the choice of views beside it. */
export function FilterRow({ table, views, ...filter }: FilterRowProps) {
  const Views = use(TableViewsContext);
  return (
    <div className="filter-row">
      <div className="filter-row-filter">
        <TableFilter {...filter} />
      </div>
      <Suspense fallback={null}>
        {Views !== undefined && <Views table={table} state={filter.state} onState={filter.onState} shipped={views} />}
      </Suspense>
    </div>
  );
}
