import type { PlanSettings, PlanSettingsRequest } from '@/api/types';
import { readDecimal, writeDecimal } from '@/lib/decimal';
import { signOf } from '@/lib/money';

import { t } from './settings-messages';

/** What was entered in the form of the limits. */
export interface SettingsForm {
  plan: string;
  item: string;
  beyond: PlanSettings['beyond_limit'];
}

/** What is wrong with each field; undefined when it is right. */
export interface SettingsProblems {
  plan?: string | undefined;
  item?: string | undefined;
}

/** The currency of limits that have none yet: AWS's own, in which most customers are charged. */
const usualCurrency = 'USD';

/** The currency the limits are in. */
export function limitCurrency({ approve_plan_above: plan, approve_item_above: item }: PlanSettings): string {
  return plan?.currency ?? item?.currency ?? usualCurrency;
}

/** The form as it opens. */
export function settingsForm({ approve_plan_above: plan, approve_item_above: item, beyond_limit: beyond }: PlanSettings): SettingsForm {
  return { plan: plan === undefined ? '' : writeDecimal(plan.amount), item: item === undefined ? '' : writeDecimal(item.amount), beyond };
}

/** A limit that was entered: undefined for none, null for what is no amount above zero. */
function readLimit(text: string): string | undefined | null {
  if (text.trim() === '') return undefined;
  const amount = readDecimal(text);
  return amount !== undefined && signOf(amount) === 1 ? amount : null;
}

/** The form as the contract takes it, or what is wrong with it. */
export function readSettings(form: SettingsForm, settings: PlanSettings): { request: Omit<PlanSettingsRequest, 'receiver_id'> } | { problems: SettingsProblems } {
  const plan = readLimit(form.plan);
  const item = readLimit(form.item);
  if (plan === null || item === null) {
    const wrong = t('wrong', { example: writeDecimal('10000') });
    return { problems: { plan: plan === null ? wrong : undefined, item: item === null ? wrong : undefined } };
  }
  const currency = limitCurrency(settings);
  return {
    request: {
      ...(plan !== undefined && { approve_plan_above: { amount: plan, currency } }),
      ...(item !== undefined && { approve_item_above: { amount: item, currency } }),
      beyond_limit: form.beyond,
      version: settings.version,
    },
  };
}
