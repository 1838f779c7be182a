import * as z from 'zod/mini';

import { listParams } from '@/lib/url-state';

/** What the address of the list of transfers may say. */
export const transfersSearch = z.strictObject(listParams(['name', 'customer_id', 'state', 'aws_status', 'starts_at', 'ends_at', 'billing_group_status', 'relation'], 'name'));

/** What the address of an invitation may say: whom to invite again. */
export const inviteSearch = z.strictObject({
  account: z._default(z.string().check(z.regex(/^[0-9]{12}$/)), ''),
  name: z._default(z.string().check(z.maxLength(128)), ''),
});
