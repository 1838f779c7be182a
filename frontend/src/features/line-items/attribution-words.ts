import type { AttributionClass } from '@/api/types';

import { t } from './attribution-messages';

/** What a line item stands for, in words. */
export const attributionWords: Record<AttributionClass, string> = {
  support: t('support'),
  credit: t('credit'),
  free_tier_credit: t('freeTier'),
  refund: t('refund'),
  tax: t('tax'),
  bundled_discount: t('bundled'),
  private_discount: t('private'),
  other: t('other'),
  commission: t('commission'),
  unrelated: t('unrelated'),
  unattributed: t('unattributed'),
};

/** Every class, in the order of the words. */
export const attributionClasses: readonly AttributionClass[] = [
  'support', 'credit', 'free_tier_credit', 'refund', 'tax', 'bundled_discount', 'private_discount', 'other', 'commission', 'unrelated', 'unattributed',
];
