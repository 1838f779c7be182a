import * as z from 'zod/mini';

import { listParams } from '@/lib/url-state';

/** What the address of the list of transfers may say. */
export const transfersSearch = z.strictObject(listParams(['name', 'customer_id', 'state', 'aws_status', 'starts_at', 'ends_at', 'billing_group_status'], 'name'));
