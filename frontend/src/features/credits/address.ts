import * as z from 'zod/mini';

import { choiceParam, demoParam, listParams, monthParam, openParam } from '@/lib/url-state';

/** The tabs of the credit tracker, as the address names them. */
export const creditTabs = ['customers', 'credits', 'allocations', 'applied', 'settings'] as const;

/** One of {@link creditTabs}. */
export type CreditTab = (typeof creditTabs)[number];

/** The tabs that are a list: what it can be filtered and sorted by, and its order at first. */
export const creditLists = {
  customers: {
    properties: ['customer_id', 'customer_name', 'currency', 'applied', 'modelled', 'unmodelled', 'remaining', 'estimated_remaining', 'visibility', 'expiring'],
    // Credits are negative, so the largest one comes first.
    order: 'unmodelled',
  },
  credits: {
    properties: [
      'credit_id', 'customer_id', 'customer_name', 'kind', 'status', 'description', 'initial', 'remaining', 'estimated_remaining', 'expires_at', 'days_left',
      'expiring_unused', 'currency',
    ],
    order: 'expires_at',
  },
  allocations: {
    properties: ['month', 'customer_id', 'customer_name', 'account_id', 'service', 'credit_id', 'amount', 'estimated'],
    order: '-month',
  },
  applied: { properties: ['customer_id', 'customer_name', 'service', 'class', 'amount', 'currency'], order: 'amount' },
} as const satisfies Partial<Record<CreditTab, { properties: readonly string[]; order: string }>>;

/** What the address of the credit tracker may say. The order '' is the usual one of the list. */
export const creditsSearch = z.strictObject({
  ...listParams([...new Set(Object.values(creditLists).flatMap((list): readonly string[] => list.properties))], ''),
  period: monthParam,
  tab: choiceParam(creditTabs),
  demo: demoParam,
  open: openParam,
});

/** The address of the credit tracker. */
export type CreditsAddress = z.infer<typeof creditsSearch>;
