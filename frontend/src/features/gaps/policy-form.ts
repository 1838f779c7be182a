import type { GapClass, GapPolicyMode, GapPolicyRequest } from '@/api/types';
import type { ChosenCustomer } from '@/features/customers/customer-select';
import { readDecimal, writeDecimal } from '@/lib/decimal';
import { compareAmounts, signOf } from '@/lib/money';

import { t } from './policy-messages';

/** What was entered in the form of a policy. */
export interface PolicyForm {
  class: GapClass;
  /** Undefined for the default of the class, and while none is chosen. */
  customer: ChosenCustomer | undefined;
  mode: GapPolicyMode;
  percent: string;
  note: string;
}

/** What is wrong with each field; undefined when it is right. */
export interface PolicyProblems {
  customer?: string | undefined;
  percent?: string | undefined;
  note?: string | undefined;
}

const longestNote = 500;

/** A percentage as the person's language writes it. */
export const percentExample = writeDecimal('62.5');

/** The percentage between 0 and 100 that a person wrote, as the wire takes it. */
function readShare(text: string): string | undefined {
  const percent = readDecimal(text);
  if (percent === undefined || signOf(percent) !== 1 || compareAmounts(percent, '100') >= 0) return undefined;
  return (percent.split('.')[1] ?? '').length > 6 ? undefined : percent;
}

/** The form as the contract takes it, or what is wrong with it. */
export function readPolicy(form: PolicyForm, ofCustomer: boolean, version: number | undefined): { request: Omit<GapPolicyRequest, 'receiver_id'> } | { problems: PolicyProblems } {
  const percent = form.mode === 'percentage' ? readShare(form.percent) : undefined;
  const note = form.note.trim();
  const problems: PolicyProblems = {
    customer: ofCustomer && form.customer === undefined ? t('customerMissing') : undefined,
    percent: form.mode === 'percentage' && percent === undefined ? t('percentWrong', { example: percentExample }) : undefined,
    note: note.length > longestNote ? t('noteLong', { count: note.length }) : undefined,
  };
  if (Object.values(problems).some((problem) => problem !== undefined)) return { problems };
  return {
    request: {
      class: form.class,
      mode: form.mode,
      ...(form.customer !== undefined && { customer_id: form.customer.id }),
      ...(percent !== undefined && { percent }),
      ...(note !== '' && { note }),
      ...(version !== undefined && { version }),
    },
  };
}
