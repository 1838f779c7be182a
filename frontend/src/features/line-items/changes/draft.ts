import type { AttributionClass, LineItemDraft, LineItemKind, LineItemType } from '@/api/types';
import type { ChosenCustomer } from '@/features/customers/customer-select';
import { readDecimal, writeDecimal } from '@/lib/decimal';
import { compareAmounts, formatCount, signOf } from '@/lib/money';
import { addMonths, monthOf } from '@/lib/month';

import { t } from './messages';

/** A line item as it is being written. */
export interface Draft {
  /** Tells drafts apart on the screen. */
  key: number;
  customer: ChosenCustomer | undefined;
  type: LineItemType;
  kind: LineItemKind;
  amount: string;
  percent: string;
  period: string;
  recurring: boolean;
  description: string;
  standsFor: AttributionClass;
  name: string;
  service: string;
}

/** What is wrong with each field; undefined when it is right. */
export interface DraftProblems {
  customer?: string | undefined;
  amount?: string | undefined;
  percent?: string | undefined;
  description?: string | undefined;
  name?: string | undefined;
  service?: string | undefined;
}

/** The longest description and stem of a name, as AWS and the portal's marker leave room. */
export const longestDescription = 255;
const longestName = 90;
const longestService = 128;

/** The largest percentage AWS takes. */
const mostPercent = 10_000;

/** The months a line item can be made for, ended in or deleted of: this one and the one before. */
export function writableMonths(now: string): [current: string, previous: string] {
  const current = monthOf(now);
  return [current, addMonths(current, -1)];
}

/** A draft as the form opens it: a fee of the current month, once. */
export function newDraft(key: number, now: string): Draft {
  const [period] = writableMonths(now);
  return {
    key,
    customer: undefined,
    type: 'fee',
    kind: 'flat',
    amount: '',
    percent: '',
    period,
    recurring: false,
    description: '',
    standsFor: 'unrelated',
    name: '',
    service: '',
  };
}

/** Examples in the person's language. */
export const amountExample = writeDecimal('1250.50');
export const percentExample = writeDecimal('7.8');
export const percentMost = formatCount(mostPercent);

/** What the name will be at AWS, as far as it is known before there is a plan. */
export function namePreview(draft: Draft): string {
  const stem = draft.name.trim() === '' ? draft.standsFor.replaceAll('_', '-') : draft.name.trim();
  return `${stem}-${draft.period}-btp_…-00001`;
}

function nameProblem(name: string): string | undefined {
  if (name.length > longestName) return t('nameLong', { count: name.length });
  if (name === '' || /^[a-zA-Z0-9_+=.@-]+$/.test(name)) return undefined;
  return t('nameWrong', { suggestion: name.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/[^a-zA-Z0-9_+=.@-]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'fee' });
}

function amountProblem(text: string): string | undefined {
  const amount = readDecimal(text);
  return amount !== undefined && signOf(amount) === 1 ? undefined : t('amountWrong', { example: amountExample });
}

function percentProblem(text: string): string | undefined {
  const percent = readDecimal(text);
  const right = percent !== undefined && signOf(percent) === 1 && compareAmounts(percent, String(mostPercent)) <= 0 && /^[0-9]+(\.[0-9]{1,2})?$/.test(percent);
  return right ? undefined : t('percentWrong', { example: percentExample, most: percentMost });
}

function descriptionProblem(text: string): string | undefined {
  if (text.trim() === '') return t('descriptionMissing');
  return text.trim().length > longestDescription ? t('descriptionLong') : undefined;
}

/** Checks a draft by AWS's rules. */
export function draftProblems(draft: Draft): DraftProblems {
  const service = draft.service.trim();
  return {
    customer: draft.customer === undefined ? t('customerMissing') : undefined,
    ...(draft.kind === 'flat' ? { amount: amountProblem(draft.amount) } : { percent: percentProblem(draft.percent) }),
    description: descriptionProblem(draft.description),
    name: nameProblem(draft.name.trim()),
    service: service !== '' && (service.length > longestService || !/^[a-zA-Z0-9]+$/.test(service)) ? t('serviceWrong') : undefined,
  };
}

/** Whether nothing is wrong with a draft. */
export function isRight(problems: DraftProblems): boolean {
  return Object.values(problems).every((problem) => problem === undefined);
}

/** The draft as the contract takes it; undefined while something is wrong with it. */
export function draftRequest(draft: Draft): LineItemDraft | undefined {
  const { customer } = draft;
  if (customer === undefined || !isRight(draftProblems(draft))) return undefined;
  const name = draft.name.trim();
  const service = draft.service.trim();
  return {
    customer_id: customer.id,
    type: draft.type,
    ...(draft.kind === 'flat' ? { charge: { amount: readDecimal(draft.amount) ?? '', currency: customer.currency } } : { percent: readDecimal(draft.percent) ?? '' }),
    period: draft.period,
    ...(draft.recurring && { recurring: true }),
    description: draft.description.trim(),
    class: draft.standsFor,
    ...(name !== '' && { name }),
    ...(service !== '' && { service }),
  };
}
