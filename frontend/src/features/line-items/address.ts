import * as z from 'zod/mini';

import { listParams, monthParam } from '@/lib/url-state';

/** What custom line items can be filtered and sorted by. */
export const lineItemProperties = [
  'name', 'type', 'kind', 'status', 'customer_id', 'customer_name', 'amount', 'starts', 'ends', 'recurring', 'service', 'account_id', 'warning', 'modified_at', 'attribution', 'made_by', 'drifted',
] as const;

/** What the address of the list of custom line items may say. */
export const lineItemsSearch = z.strictObject({ ...listParams(lineItemProperties, 'customer_name'), period: monthParam });

/** What the address of one custom line item may say. */
export const lineItemSearch = z.strictObject({ period: monthParam });
