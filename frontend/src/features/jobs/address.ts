import * as z from 'zod/mini';

import { listParams } from '@/lib/url-state';

/** What the address of the list of jobs may say. */
export const jobsSearch = z.strictObject(listParams(['kind', 'status', 'created_at', 'finished_at'], '-created_at'));

/** What the address of one job: that of its list of items may say. */
export const jobSearch = z.strictObject(listParams(['item_id', 'label', 'status'], 'label'));
