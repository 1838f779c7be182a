import PropertyFilter from '@cloudscape-design/components/property-filter';
import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';

import type { ListState } from '@/lib/url-state';

import type { FilterProperty } from './filter-terms';
import { filteringProperties, fromQuery, toQuery } from './filter-terms';
import { t } from './messages';

/** What the filter of a table is told. */
export interface TableFilterProps {
  state: ListState;
  onState: (change: Partial<ListState>) => void;
  properties: FilterProperty[];
  /** No choice between "and" and "or". */
  allTermsHold: boolean;
  /** What the rows are, in the plural: "customers". */
  things: string;
  /** "12 matches"; empty while nothing is filtered or known. */
  countText: string;
}

/** The filter of a resource table. The server evaluates it; this only writes terms. */
export function TableFilter({ state, onState, properties, things, countText, allTermsHold }: TableFilterProps) {
  const choices: PropertyFilterProps.FilteringOption[] = properties.flatMap((property) =>
    (property.options ?? []).map(({ value, label }) => ({ propertyKey: property.key, value, label })),
  );
  return (
    <div data-filter>
      <PropertyFilter
        query={toQuery(state)}
        onChange={({ detail }) => onState(fromQuery(detail))}
        filteringProperties={filteringProperties(properties)}
        filteringOptions={choices}
        freeTextFiltering={{ operators: [':'], defaultOperator: ':' }}
        filteringPlaceholder={t('findBy', { things })}
        filteringAriaLabel={t('find', { things })}
        countText={countText}
        hideOperations={allTermsHold}
      expandToViewport
      />
    </div>
  );
}
