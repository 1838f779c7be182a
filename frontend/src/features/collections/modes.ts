import type { CollectionMode } from '@/api/types';

/** What each mode of a collection does, in words. */
export const modeWords: Record<CollectionMode, { action: string; reads: string }> = {
  refresh: { action: 'Refresh', reads: 'The months that are not final' },
  backfill: { action: 'Back-fill', reads: 'This month and the 13 before it' },
  detail: { action: 'Read details', reads: 'Days and member accounts of this month and the ones before: for anomalies, budgets and the breakdown by account' },
  verify: { action: 'Verify', reads: 'All months again; what changed in a final month is recorded as an adjustment' },
};
