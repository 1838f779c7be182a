import { addMonths, monthOf } from '@/lib/month';
import { formatInstant } from '@/lib/time';

import { t } from './messages';

// AWS's rules for transfers, to be told before a plan is asked for. The server checks them again.

const longestName = 128;

/** The most characters a message to the customer may have. */
export const longestNotes = 1024;

/** How long before its start a transfer has to be accepted, in milliseconds. */
const acceptanceLead = 24 * 60 * 60 * 1000;

/** Why AWS would not take this name; undefined when it would. */
export function nameProblem(name: string): string | undefined {
  if (name.trim() === '') return t('nameEmpty');
  if (name.length > longestName) return t('nameLong', { count: name.length });
  const odd = [...new Set([...name].filter((sign) => !/[ -~]/.test(sign)))];
  return odd.length === 0 ? undefined : t('nameSigns', { signs: odd.map((sign) => `"${sign}"`).join(' ') });
}

/** Why this is not the id of an account that can be invited. */
export function accountProblem(accountId: string, receiver: string): string | undefined {
  if (!/^[0-9]{12}$/.test(accountId)) return t('accountWrong', { count: accountId.replaceAll(/[^0-9]/g, '').length });
  return accountId === receiver ? t('accountOwn') : undefined;
}

/** Why this is not an email address AWS takes. */
export function emailProblem(email: string): string | undefined {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length >= 6 && email.length <= 64 ? undefined : t('emailWrong');
}

/** Why the message is too long. */
export function notesProblem(notes: string): string | undefined {
  return notes.length > longestNotes ? t('notesLong', { count: notes.length - longestNotes }) : undefined;
}

/** A month a transfer can begin in. */
export interface StartChoice {
  month: string;
  /** Before this instant it has to be accepted. */
  acceptBefore: string;
  /** Why it cannot be chosen. */
  problem: string | undefined;
}

/** The two months AWS lets a transfer begin in. The next one is no choice in the last day before it. */
export function startChoices(now: string): StartChoice[] {
  return [1, 2].map((ahead) => {
    const month = addMonths(monthOf(now), ahead);
    const acceptBefore = new Date(Date.parse(`${month}-01T00:00:00Z`) - acceptanceLead).toISOString();
    const late = Date.parse(now) >= Date.parse(acceptBefore);
    return { month, acceptBefore, problem: late ? t('tooLate', { instant: formatInstant(acceptBefore) }) : undefined };
  });
}

/** The months a transfer can end with: this one or the next, and none before the earliest AWS allows. */
export function endChoices(now: string, earliestEnd: string | undefined): string[] {
  const current = monthOf(now);
  const first = earliestEnd === undefined ? current : monthOf(earliestEnd);
  const choices = [current, addMonths(current, 1)].filter((month) => month >= first);
  return choices.length === 0 ? [first] : choices;
}
