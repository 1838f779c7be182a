import * as z from 'zod/mini';

import { choiceParam, listParams, openParam } from '@/lib/url-state';

/** What the address of the list of plans may say; its settings are a page of their own behind the same address. */
export const plansSearch = z.strictObject({
  ...listParams(['kind', 'status', 'approval', 'title', 'created_by', 'created_at'], '-created_at'),
  tab: choiceParam(['list', 'settings']),
});

/** What the address of a plan may say: which of its items are shown, and which one is looked at closely. */
export const planSearch = z.strictObject({
  ...listParams(['label', 'name', 'customer_id', 'operation', 'status', 'class', 'amount', 'check', 'drifted'], ''),
  open: openParam,
});
