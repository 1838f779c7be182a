import type { PricingRule, PricingRuleScope, PricingRuleType } from '@/api/types';
import { formatRate } from '@/lib/money';

import { t } from './messages';

/** The kinds of rule, in words. */
export const ruleTypeWords: Record<PricingRuleType, string> = {
  markup: t('typeMarkup'),
  discount: t('typeDiscount'),
  tiering: t('typeTiering'),
  custom: t('typeCustom'),
  unknown: t('typeUnknown'),
};

/** What a rule can apply to, in words. */
export const ruleScopeWords: Record<PricingRuleScope, string> = {
  global: t('scopeGlobal'),
  service: t('scopeService'),
  billing_entity: t('scopeBillingEntity'),
  sku: t('scopeSku'),
  unknown: t('scopeUnknown'),
};

/** "+3.0% (markup)": the sign and the word, so that neither has to be guessed; a dash for rules without a percentage. */
export function ruleRate(rule: PricingRule): string {
  const rate = formatRate(rule.percent);
  if (rule.percent === undefined) return rate;
  if (rule.type === 'markup') return t('markupWord', { rate });
  if (rule.type === 'discount') return t('discountWord', { rate });
  return rate;
}

/** What a rule does and to what, in one sentence. */
export function ruleText(rule: PricingRule): string {
  return t('appliesTo', { change: changeText(rule), scope: scopeText(rule) });
}

function changeText(rule: PricingRule): string {
  const rate = formatRate(rule.percent);
  switch (rule.type) {
    case 'markup':
      return t('markupText', { rate });
    case 'discount':
      return t('discountText', { rate });
    case 'tiering':
      return rule.free_tier === undefined ? t('tieringText') : rule.free_tier ? t('freeOn') : t('freeOff');
    case 'custom':
      return t('customText');
    case 'unknown':
      return t('unknownText');
    default:
      return unreachableType(rule.type);
  }
}

function scopeText(rule: PricingRule): string {
  if (rule.scope === 'global') return t('globalText');
  const parts = [rule.billing_entity, rule.service, rule.usage_type, rule.operation].filter((part) => part !== undefined);
  return parts.length === 0 ? ruleScopeWords[rule.scope] : parts.join(' · ');
}

function unreachableType(type: never): never {
  throw new Error(`${String(type)} is not a type of rule`);
}
