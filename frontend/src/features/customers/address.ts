import * as z from 'zod/mini';

import { choiceParam, monthParam } from '@/lib/url-state';

/** The tabs of a customer, as the address names them. */
export const customerTabs = ['overview', 'margin', 'months', 'adjustments'] as const;

/** What the address of a customer may say. */
export const customerSearch = z.strictObject({ period: monthParam, tab: choiceParam(customerTabs) });
