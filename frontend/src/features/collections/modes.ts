import type { CollectionMode } from '@/api/types';

import { t } from './messages';

/** What each mode of a collection does, in words. */
export const modeWords: Record<CollectionMode, { action: string; reads: string }> = {
  refresh: { action: t('refresh'), reads: t('refreshReads') },
  backfill: { action: t('backfill'), reads: t('backfillReads') },
  detail: { action: t('detail'), reads: t('detailReads') },
  verify: { action: t('verify'), reads: t('verifyReads') },
};
