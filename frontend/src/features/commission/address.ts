import * as z from 'zod/mini';

import { listParams, monthParam } from '@/lib/url-state';

/** What the list of commissions can be filtered and sorted by. */
const commissionProperties = ['customer_id', 'customer_name', 'status', 'percent', 'base', 'amount', 'currency'] as const;

/** What the address of the page of commissions may say. */
export const commissionSearch = z.strictObject({ ...listParams(commissionProperties, 'customer_name'), period: monthParam });

/** The address of the page of commissions. */
export type CommissionAddress = z.infer<typeof commissionSearch>;
