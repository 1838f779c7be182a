import type { CommissionPlanRequest } from '@/api/types';
import { readDecimal, writeDecimal } from '@/lib/decimal';
import { compareAmounts, signOf } from '@/lib/money';
import { addMonths, monthOf } from '@/lib/month';

import { t } from './messages';

/** What becomes of customers that have a commission already. */
export type Existing = NonNullable<CommissionPlanRequest['existing']>;

/** What was entered in the form of a commission. */
export interface CommissionForm {
  percent: string;
  period: string;
  recurring: boolean;
  withoutNegation: boolean;
  existing: Existing;
}

/** What the form decides; whom it is for comes from the list. */
export type CommissionTerms = Omit<CommissionPlanRequest, 'customer_ids' | 'search' | 'filter' | 'match'>;

/** A percentage as the person's language writes it. */
export const percentExample = writeDecimal('10.5');

/** The months that AWS takes line items for: the current one and the one before. */
export function openMonths(now: string): [string, string] {
  const current = monthOf(now);
  return [current, addMonths(current, -1)];
}

/** The form as it opens on the page of a month. */
export function formFor(month: string, now: string): CommissionForm {
  const months = openMonths(now);
  return { percent: '', period: months.includes(month) ? month : months[0], recurring: false, withoutNegation: false, existing: 'skip' };
}

/** The percentage that a person wrote, as the wire takes it; undefined when it is none from above 0 to 100 with two decimals. */
function readPercent(text: string): string | undefined {
  const percent = readDecimal(text);
  if (percent === undefined || signOf(percent) !== 1 || compareAmounts(percent, '100') > 0) return undefined;
  return (percent.split('.')[1] ?? '').length > 2 ? undefined : percent;
}

/** What is unusual about a percentage that can be charged. */
export function percentWarning(text: string): string | undefined {
  const percent = readPercent(text);
  if (percent === undefined) return undefined;
  if (compareAmounts(percent, '5') < 0) return t('percentLow');
  return compareAmounts(percent, '25') > 0 ? t('percentHigh') : undefined;
}

/** The form as the contract takes it, or what is wrong with it. */
export function readCommission(form: CommissionForm): { terms: CommissionTerms } | { problem: string } {
  const percent = readPercent(form.percent);
  if (percent === undefined) return { problem: t('percentWrong', { example: percentExample }) };
  return {
    terms: {
      percent,
      period: form.period,
      recurring: form.recurring,
      without_savings_plan_negation: form.withoutNegation,
      existing: form.existing,
    },
  };
}
