import type { ChargeClass } from '@/api/types';

/** The kinds of charge a bridge treats alike, in words. */
export const chargeClassWords: Record<ChargeClass, string> = {
  usage: 'Usage and Marketplace',
  commitment: 'Savings Plans and reservations',
  private_discount: 'Private discounts',
  bundled_discount: 'Bundled discounts',
  credit: 'Credits',
  refund: 'Refunds',
  support: 'Support',
  line_item: 'Custom line items',
  other: 'Other',
};
