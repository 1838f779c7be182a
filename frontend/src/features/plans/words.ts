import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

import type { PlanItemStatus, PlanKind, PlanStatus } from '@/api/types';

import { t } from './messages';

/** A state as StateBadge shows it. */
interface Words {
  type: StatusIndicatorProps.Type;
  text: string;
}

/** What a plan changes. */
export const planKindWords: Record<PlanKind, string> = {
  transfer_invite: t('invite'),
  transfer_rename: t('rename'),
  transfer_withdraw: t('withdraw'),
  transfer_cancel: t('cancel'),
  gaps: t('closeGaps'),
  commission: t('commission'),
  line_items: t('createItems'),
  line_items_end: t('endItems'),
  line_items_delete: t('deleteItems'),
  undo: t('undo'),
};

/** How far a plan is. */
export const planStatusWords: Record<PlanStatus, Words> = {
  draft: { type: 'pending', text: t('draft') },
  stale: { type: 'warning', text: t('stale') },
  expired: { type: 'stopped', text: t('expired') },
  discarded: { type: 'stopped', text: t('discarded') },
  applying: { type: 'in-progress', text: t('applying') },
  applied: { type: 'success', text: t('done') },
  partially_applied: { type: 'warning', text: t('partly') },
  failed: { type: 'error', text: t('failed') },
  rejected: { type: 'stopped', text: t('rejected') },
  undone: { type: 'stopped', text: t('undone') },
};

/** How one change of a plan ended. */
export const planItemWords: Record<PlanItemStatus, Words> = {
  pending: { type: 'pending', text: t('pending') },
  done: { type: 'success', text: t('itemDone') },
  skipped: { type: 'info', text: t('skipped') },
  failed: { type: 'error', text: t('failed') },
};
