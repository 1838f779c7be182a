import { messages } from '@/lib/messages';

/** What a line item stands for, in words. */
export const t = messages({
  en: {
    support: 'AWS Support',
    credit: 'Credits',
    freeTier: 'Free-tier credits',
    refund: 'Refunds',
    tax: 'Tax',
    bundled: 'Bundled discount',
    private: 'Private discount',
    other: 'Other charges',
    commission: 'Commission',
    unrelated: 'Nothing of AWS',
    unattributed: 'Not said yet',
  },
  de: {
    support: 'AWS Support',
    credit: 'Credits',
    freeTier: 'Free-Tier-Credits',
    refund: 'Erstattungen',
    tax: 'Steuer',
    bundled: 'Gebündelter Rabatt',
    private: 'Privater Rabatt',
    other: 'Sonstige Entgelte',
    commission: 'Provision',
    unrelated: 'Nichts von AWS',
    unattributed: 'Noch nicht gesagt',
  },
});
