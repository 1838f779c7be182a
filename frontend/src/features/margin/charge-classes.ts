import type { ChargeClass } from '@/api/types';
import { figureWords } from '@/ui/figure-words';

import { t } from './messages';

/** The kinds of charge a bridge treats alike, in words. */
export const chargeClassWords: Record<ChargeClass, string> = {
  usage: t('usage'),
  commitment: t('commitment'),
  private_discount: t('privateDiscount'),
  bundled_discount: t('bundledDiscount'),
  credit: figureWords.credits,
  refund: t('refund'),
  support: figureWords.support,
  line_item: t('lineItem'),
  other: t('other'),
};
