import * as z from 'zod/mini';

import { listParams } from '@/lib/url-state';

/** What the address of the list of receivers may say. */
export const accountsSearch = z.strictObject(listParams(['account_id', 'name', 'status'], 'name'));
