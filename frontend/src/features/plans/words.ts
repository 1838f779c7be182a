import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

import type { PlanApproval, PlanCheck, PlanItem, PlanItemStatus, PlanKind, PlanStatus } from '@/api/types';

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

const ofTransfers: readonly PlanKind[] = ['transfer_invite', 'transfer_rename', 'transfer_withdraw', 'transfer_cancel'];

/** Whether plans of the kind change what customers are charged: all but those of transfers. */
export function isOfLineItems(kind: PlanKind): boolean {
  return !ofTransfers.includes(kind);
}

/** What a second person said of a plan. */
export const approvalWords: Record<PlanApproval['state'], Words> = {
  needed: { type: 'pending', text: t('approvalNeeded') },
  approved: { type: 'success', text: t('approvalGiven') },
  rejected: { type: 'stopped', text: t('rejected') },
};

/** Whether what was written was found again. */
export const checkWords: Record<PlanCheck, Words> = {
  pending: { type: 'pending', text: t('checkPending') },
  written: { type: 'success', text: t('checkWritten') },
  in_showback: { type: 'success', text: t('checkInShowback') },
  differs: { type: 'warning', text: t('checkDiffers') },
};

/** What can become of a line item. */
export const actions = ['create', 'change', 'delete'] as const;

/** What becomes of a line item. */
export type Action = (typeof actions)[number];

/** What becomes of a line item, in a word. */
export const actionWords: Record<Action, string> = { create: t('create'), change: t('change'), delete: t('delete') };

/** The AWS operations behind the actions, as the list is filtered by. */
export const actionOperations: Record<Action, string> = {
  create: 'billingconductor:CreateCustomLineItem',
  change: 'billingconductor:UpdateCustomLineItem',
  delete: 'billingconductor:DeleteCustomLineItem',
};

/** What an item of a plan does to its line item. */
export function actionOf({ operation }: Pick<PlanItem, 'operation'>): Action {
  if (operation === actionOperations.create) return 'create';
  return operation === actionOperations.delete ? 'delete' : 'change';
}
