import * as z from 'zod/mini';

import { choiceParam, listParams, monthParam } from '@/lib/url-state';

/** The tabs of the page of financial operations, as the address names them. */
export const finopsTabs = ['overview', 'usage', 'anomalies', 'budgets', 'receiver'] as const;

/** One of {@link finopsTabs}. */
export type FinopsTab = (typeof finopsTabs)[number];

/** The lists of the page. The tab of the receiver has two. */
export type FinopsList = 'usage' | 'anomalies' | 'budgets' | 'receiver-anomalies' | 'receiver-budgets';

/** What each list can be filtered and sorted by. */
export const finopsProperties = {
  usage: [
    'label', 'customer_id', 'account_id', 'currency', 'my_view', 'showback', 'previous_my_view', 'previous_showback', 'my_view_change', 'showback_change',
  ],
  anomalies: ['customer_id', 'customer_name', 'measure', 'service', 'status', 'severity', 'starts_on', 'ends_on', 'impact', 'impact_percent'],
  budgets: ['name', 'customer_id', 'customer_name', 'measure', 'state', 'limit', 'actual', 'forecast', 'used_percent'],
  'receiver-anomalies': ['service', 'account_id', 'starts_on', 'impact'],
  'receiver-budgets': ['name', 'budget_type', 'state', 'limit', 'actual', 'forecast', 'used_percent'],
} as const satisfies Record<FinopsList, readonly string[]>;

/** The order of each list at first. */
export const finopsOrder: Record<FinopsList, string> = {
  usage: '-my_view',
  anomalies: '-starts_on',
  budgets: '-used_percent',
  'receiver-anomalies': '-starts_on',
  'receiver-budgets': 'name',
};

/** How many months the trend may have. */
export const trendLengths = [6, 13, 18, 24] as const;

/** What the address of the page of financial operations may say. The order '' is the usual one of the list. */
export const finopsSearch = z.strictObject({
  ...listParams([...new Set(Object.values(finopsProperties).flat())], ''),
  period: monthParam,
  tab: choiceParam(finopsTabs),
  by: choiceParam(['customer', 'account', 'service']),
  own: choiceParam(['anomalies', 'budgets']),
  months: z._default(z.pipe(z.coerce.number(), z.literal([...trendLengths])), 13),
});

/** The address of the page of financial operations. */
export type FinopsAddress = z.infer<typeof finopsSearch>;
