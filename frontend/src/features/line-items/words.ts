import type { CustomLineItem, LineItemKind, LineItemStatus, LineItemType, LineItemVersion, LineItemWarning } from '@/api/types';
import { formatMoney, formatRate, unknownFigure } from '@/lib/money';

import { t } from './messages';

/** Where an item stands in the month, in words. */
export const statusWords: Record<LineItemStatus, { type: 'success' | 'pending' | 'stopped'; text: string }> = {
  scheduled: { type: 'pending', text: t('scheduled') },
  active: { type: 'success', text: t('active') },
  ended: { type: 'stopped', text: t('ended') },
};

/** What an item does to the bill. */
export const typeWords: Record<LineItemType, string> = { fee: t('fee'), credit: t('credit') };

/** How an item is computed. */
export const kindWords: Record<LineItemKind, string> = { flat: t('flat'), percentage: t('percentage') };

/** What is odd about an item, and what to do. */
export const warningWords: Record<LineItemWarning, { text: string; explanation: string }> = {
  no_associated_resources: { text: t('noAssociatedResources'), explanation: t('noAssociatedResourcesText') },
  no_end: { text: t('noEnd'), explanation: t('noEndText') },
  not_in_showback: { text: t('notInShowback'), explanation: t('notInShowbackText') },
  duplicate_name: { text: t('duplicateName'), explanation: t('duplicateNameText') },
  base_unknown: { text: t('baseUnknown'), explanation: t('baseUnknownText') },
};

/** "$250.00 flat" or "7.8% of the base". */
export function chargeText(item: Pick<CustomLineItem | LineItemVersion, 'kind' | 'charge' | 'percent'>): string {
  if (item.kind === 'percentage') return item.percent === undefined ? unknownFigure : t('chargePercent', { percent: formatRate(item.percent, 'negative') });
  return item.charge === undefined ? unknownFigure : t('chargeFlat', { amount: formatMoney(item.charge) });
}
