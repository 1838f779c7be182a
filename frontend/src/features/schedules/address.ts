import * as z from 'zod/mini';

import { listParams } from '@/lib/url-state';

/** What the address of the list of schedules may say. */
export const schedulesSearch = z.strictObject(listParams(['schedule_id', 'title', 'enabled', 'next_run_at'], 'title'));

/** What the address of one schedule: that of the list of its runs may say. */
export const scheduleSearch = z.strictObject(listParams(['started_at', 'outcome', 'trigger'], '-started_at'));
