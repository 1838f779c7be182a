import * as z from 'zod/mini';

import { creditLists } from '@/features/credits/address';
import { finopsOrder, finopsProperties } from '@/features/finops/address';
import { gapOrder, gapProperties } from '@/features/gaps/address';
import { lineItemProperties } from '@/features/line-items/address';
import { choiceParam, listParams, monthParam, openParam } from '@/lib/url-state';

/** The tabs of a customer, as the address names them. */
export const customerTabs = ['overview', 'margin', 'line-items', 'gaps', 'credits', 'accounts', 'days', 'anomalies', 'budgets', 'months', 'adjustments'] as const;

/** One of {@link customerTabs}. */
export type CustomerTab = (typeof customerTabs)[number];

/** The tabs that are a list: what it can be filtered and sorted by, and its order at first. */
export const customerLists = {
  'line-items': { properties: lineItemProperties, order: 'name' },
  gaps: { properties: gapProperties.gaps, order: gapOrder.gaps },
  credits: creditLists.credits,
  accounts: { properties: finopsProperties.usage, order: finopsOrder.usage },
  anomalies: { properties: finopsProperties.anomalies, order: finopsOrder.anomalies },
  budgets: { properties: finopsProperties.budgets, order: 'name' },
} as const;

/** What the address of a customer may say. The order '' is the usual one of the list. */
export const customerSearch = z.strictObject({
  ...listParams([...new Set(Object.values(customerLists).flatMap((list): readonly string[] => list.properties))], ''),
  period: monthParam,
  tab: choiceParam(customerTabs),
  open: openParam,
});

/** The address of a customer. */
export type CustomerAddress = z.infer<typeof customerSearch>;
