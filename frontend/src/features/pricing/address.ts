import * as z from 'zod/mini';

import { choiceParam, listParams, monthParam } from '@/lib/url-state';

/** The tabs of the pricing page, as the address names them. */
export const pricingTabs = ['plans', 'rules', 'customers'] as const;

/** One of {@link pricingTabs}. */
export type PricingTab = (typeof pricingTabs)[number];

/** What the list of each tab can be filtered and sorted by. */
export const pricingProperties = {
  plans: ['name', 'managed_by', 'rule_count', 'customer_count', 'charged', 'margin_percent', 'modified_at'],
  rules: ['name', 'type', 'scope', 'service', 'percent', 'plan_count', 'plan_name', 'modified_at'],
  customers: ['label', 'customer_id', 'pricing_plan_name', 'billing_group_status', 'state', 'currency', 'charged', 'margin', 'margin_percent', 'markup_percent'],
} as const satisfies Record<PricingTab, readonly string[]>;

/** The order of each tab's list at first. */
export const pricingOrder: Record<PricingTab, string> = { plans: '-customer_count', rules: 'name', customers: 'pricing_plan_name' };

/** What the address of the pricing page may say. The order '' is the usual one of the tab. */
export const pricingSearch = z.strictObject({
  ...listParams([...new Set(Object.values(pricingProperties).flat())], ''),
  period: monthParam,
  tab: choiceParam(pricingTabs),
});
