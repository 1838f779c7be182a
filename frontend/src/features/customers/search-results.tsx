import Box from '@cloudscape-design/components/box';

import type { Customer } from '@/api/types';
import { lifecycleWords, StateBadge } from '@/ui/state-badges';

import { t } from './search-messages';

/** What the list of found customers is told. */
export interface SearchResultsProps {
  id: string;
  items: Customer[];
  chosen: Customer | undefined;
  onOpen: (customerId: string) => void;
}

/** The found customers. The focus stays in the field; the chosen one is told to it by its id. */
export function SearchResults({ id, items, chosen, onOpen }: SearchResultsProps) {
  return (
    <div id={id} role="listbox" aria-label={t('results')} hidden={items.length === 0}>
      {items.map((customer) => (
        <div
          key={customer.customer_id}
          id={`${id}-${customer.customer_id}`}
          role="option"
          tabIndex={-1}
          aria-selected={customer.customer_id === chosen?.customer_id}
          className="search-result"
          onClick={() => onOpen(customer.customer_id)}
          onKeyDown={({ key }) => {
            if (key === 'Enter') onOpen(customer.customer_id);
          }}
        >
          <div>
            <Box fontWeight="bold">{customer.name}</Box>
            <Box color="text-body-secondary">{customer.customer_id}</Box>
          </div>
          <StateBadge words={lifecycleWords[customer.state]} />
        </div>
      ))}
    </div>
  );
}
