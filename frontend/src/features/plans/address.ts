import * as z from 'zod/mini';

import { listParams } from '@/lib/url-state';

/** What the address of the list of plans may say. */
export const plansSearch = z.strictObject(listParams(['kind', 'status', 'title', 'created_by', 'created_at'], '-created_at'));
