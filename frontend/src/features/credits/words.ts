import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

import type { CreditKind, CreditStatus, CreditVisibility } from '@/api/types';

import { t } from './list-messages';

type Words = { type: StatusIndicatorProps.Type; text: string };

/** Whether the balance of a customer's credits can be seen. None but the first is green: what is hidden is not known. */
export const visibilityWords: Record<CreditVisibility, Words> = {
  visible: { type: 'success', text: t('visible') },
  partial: { type: 'warning', text: t('partial') },
  denied: { type: 'error', text: t('denied') },
  no_role: { type: 'stopped', text: t('noRole') },
  not_read: { type: 'pending', text: t('notRead') },
};

/** What to do about a visibility; nothing where all is visible. */
export const visibilityAdvice: Record<CreditVisibility, string | undefined> = {
  visible: undefined,
  partial: t('partialAdvice'),
  denied: t('deniedAdvice'),
  no_role: t('noRoleAdvice'),
  not_read: t('notReadAdvice'),
};

/** Whether figures of a balance were read at all. */
export function isReadable(visibility: CreditVisibility): boolean {
  return visibility === 'visible' || visibility === 'partial';
}

/** Where a credit stands. */
export const creditStatusWords: Record<CreditStatus, Words> = {
  active: { type: 'success', text: t('active') },
  scheduled: { type: 'pending', text: t('scheduled') },
  expiring: { type: 'warning', text: t('expiring') },
  exhausted: { type: 'stopped', text: t('exhausted') },
  expired: { type: 'stopped', text: t('expired') },
  disabled: { type: 'stopped', text: t('disabled') },
};

/** What kind of credit it is. */
export const creditKindWords: Record<CreditKind, string> = {
  map: t('map'),
  promotional: t('promotional'),
  refund: t('refund'),
  other: t('other'),
};
