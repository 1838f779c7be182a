import type { CollectionMode } from '@/api/types';

/** What each mode of a collection does, in words. */
export const modeWords: Record<CollectionMode, { action: string; reads: string }> = {
  refresh: { action: 'Refresh', reads: 'The months that are not final' },
  backfill: { action: 'Back-fill', reads: 'This month and the 13 before it' },
  verify: { action: 'Verify', reads: 'All months again; what changed in a final month is recorded as an adjustment' },
};
