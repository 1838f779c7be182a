import * as z from 'zod/mini';

import { choiceParam, listParams, monthParam, openParam } from '@/lib/url-state';

/** What the margin list can be filtered and sorted by. */
const marginProperties = [
  'label', 'customer_id', 'state', 'pricing_plan_name', 'billing_group_status', 'currency', 'aws_cost', 'charged', 'margin', 'margin_percent',
  'markup_percent', 'margin_change', 'line_items', 'credits', 'support', 'tax', 'standing', 'completeness',
] as const;

/** What the address of the margin page may say. The order '' is the usual one of the grouping. */
export const marginSearch = z.strictObject({
  ...listParams(marginProperties, ''),
  period: monthParam,
  by: choiceParam(['customer', 'service', 'month']),
  open: openParam,
});
