import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

import type { ExportStatus, Gap, GapClass, GapPolicyMode, GapStatus } from '@/api/types';
import { attributionWords } from '@/features/line-items/attribution-words';
import { formatRate } from '@/lib/money';
import { formatDate } from '@/lib/time';

import { t } from './messages';

/** A state as StateBadge shows it. */
interface Words {
  type: StatusIndicatorProps.Type;
  text: string;
}

const { support, credit, free_tier_credit, refund, tax, bundled_discount, private_discount, other } = attributionWords;

/** The kinds of charges that pro forma drops. */
export const gapClassWords: Record<GapClass, string> = { support, credit, free_tier_credit, refund, tax, bundled_discount, private_discount, other };

/** The classes in the order the page names them. */
export const gapClasses: GapClass[] = ['support', 'credit', 'free_tier_credit', 'refund', 'tax', 'bundled_discount', 'private_discount', 'other'];

/** What is done with a class. */
export const policyWords: Record<GapPolicyMode, string> = {
  pass_through: t('passThrough'),
  percentage: t('percentage'),
  keep: t('keep'),
  absorb: t('absorb'),
  dismissed: t('dismissed'),
};

/** What a policy does with what is charged and with what is given. */
export const policyExplanations: Record<GapPolicyMode, string> = {
  pass_through: t('passThroughText'),
  percentage: t('percentageText'),
  keep: t('keepText'),
  absorb: t('absorbText'),
  dismissed: t('dismissedText'),
};

/** Where a gap stands. What the policy leaves alone is neutral, and what is not known is never green. */
export const gapStatusWords: Record<GapStatus, Words> = {
  open: { type: 'warning', text: t('open') },
  partly: { type: 'warning', text: t('partly') },
  over: { type: 'error', text: t('over') },
  planned: { type: 'pending', text: t('planned') },
  unknown: { type: 'info', text: t('unknown') },
  dismissed: { type: 'stopped', text: t('dismissed') },
  covered: { type: 'success', text: t('covered') },
  kept: { type: 'stopped', text: t('kept') },
};

/** The same of a gap that its policy leaves alone: what was given is kept, what was charged is absorbed. */
export function keptWords(policy: GapPolicyMode): Words {
  return { type: 'stopped', text: policy === 'absorb' ? t('absorbed') : t('keptBack') };
}

/** Whether an export of Showback delivers. */
export const exportWords: Record<ExportStatus, Words> = {
  delivering: { type: 'success', text: t('delivering') },
  failing: { type: 'error', text: t('failing') },
  missing: { type: 'warning', text: t('missing') },
  unknown: { type: 'info', text: t('exportUnknown') },
};

/** "Pass through", "50.0% passed on", or "Dismissed until 25 May 2027". */
export function policyText(mode: GapPolicyMode, percent: string | undefined, until?: string): string {
  if (mode === 'dismissed' && until !== undefined) return t('dismissedUntil', { until: formatDate(until) });
  return mode === 'percentage' && percent !== undefined ? t('percentPassed', { percent: formatRate(percent, 'negative') }) : policyWords[mode];
}

/** "Acme, Support": the name of a gap for those who hear the page. */
export function gapName(gap: Pick<Gap, 'customer_name' | 'class'>): string {
  return t('gapName', { customer: gap.customer_name, class: gapClassWords[gap.class] });
}
