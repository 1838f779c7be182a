import * as z from 'zod/mini';

import { choiceParam, demoParam, listParams, monthParam, openParam } from '@/lib/url-state';

/** The tabs of the page of gaps, as the address names them. */
export const gapTabs = ['gaps', 'coverage', 'policies', 'history'] as const;

/** One of {@link gapTabs}. */
export type GapTab = (typeof gapTabs)[number];

/** What the list of each tab can be filtered and sorted by. */
export const gapProperties = {
  gaps: ['customer_id', 'customer_name', 'class', 'status', 'policy', 'currency', 'my_view', 'carried', 'gap', 'proposal'],
  coverage: ['customer_id', 'customer_name', 'status', 'open_gap', 'covered_classes', 'export_status'],
  policies: ['class', 'customer_id', 'customer_name', 'mode', 'changed_at'],
  history: ['class', 'customer_id', 'changed_by', 'changed_at'],
} as const satisfies Record<GapTab, readonly string[]>;

/** The order of each tab's list at first; '' is the server's own: the largest gap and the default policies first. */
export const gapOrder: Record<GapTab, string> = { gaps: '', coverage: 'customer_name', policies: '', history: '-changed_at' };

/** What the address of the page of gaps may say. The order '' is the usual one of the tab. */
export const gapsSearch = z.strictObject({
  ...listParams([...new Set(Object.values(gapProperties).flat())], ''),
  period: monthParam,
  tab: choiceParam(gapTabs),
  open: openParam,
  demo: demoParam,
});

/** The address of the page of gaps. */
export type GapsAddress = z.infer<typeof gapsSearch>;
