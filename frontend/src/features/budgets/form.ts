import type { Budget, BudgetMeasure, BudgetRequest } from '@/api/types';
import type { ChosenCustomer } from '@/features/customers/customer-select';
import { readDecimal, writeDecimal } from '@/lib/decimal';
import { signOf } from '@/lib/money';

import { t } from './messages';

/** What was entered in the form of a budget. */
export interface BudgetForm {
  customer: ChosenCustomer | undefined;
  name: string;
  measure: BudgetMeasure;
  limit: string;
  thresholds: string;
}

/** What is wrong with each field; undefined when it is right. */
export interface BudgetProblems {
  customer?: string | undefined;
  name?: string | undefined;
  limit?: string | undefined;
  thresholds?: string | undefined;
}

const longestName = 100;
const mostThresholds = 5;

/** The form as it opens: of a new budget, or of one that is changed. */
export function formOf(budget: Budget | undefined, customer: ChosenCustomer | undefined): BudgetForm {
  if (budget === undefined) return { customer, name: '', measure: 'charged', limit: '', thresholds: '80, 100' };
  return {
    customer: { id: budget.customer_id, name: budget.customer_name, currency: budget.limit.currency },
    name: budget.name,
    measure: budget.measure,
    limit: writeDecimal(budget.limit.amount),
    thresholds: budget.thresholds.join(', '),
  };
}

/** The percentages of a text, or what is wrong with it. */
function readThresholds(text: string): { values: number[] } | { problem: string } {
  const parts = text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  const wrong = parts.find((part) => !/^[0-9]{1,4}$/.test(part) || Number(part) < 1 || Number(part) > 1000);
  if (wrong !== undefined) return { problem: t('thresholdsWrong', { part: `"${wrong}"` }) };
  const values = [...new Set(parts.map(Number))].sort((left, right) => left - right);
  return values.length > mostThresholds ? { problem: t('thresholdsMany', { count: values.length }) } : { values };
}

/** The form as the contract takes it, or what is wrong with it. */
export function readBudget(form: BudgetForm, version: number | undefined): { request: BudgetRequest } | { problems: BudgetProblems } {
  const limit = readDecimal(form.limit);
  const thresholds = readThresholds(form.thresholds);
  const name = form.name.trim();
  const problems: BudgetProblems = {
    customer: form.customer === undefined ? t('customerMissing') : undefined,
    name: name === '' ? t('nameMissing') : name.length > longestName ? t('nameLong', { count: name.length }) : undefined,
    limit: limit === undefined || signOf(limit) !== 1 ? t('limitWrong', { example: limitExample }) : undefined,
    thresholds: 'problem' in thresholds ? thresholds.problem : undefined,
  };
  if (form.customer === undefined || limit === undefined || 'problem' in thresholds || Object.values(problems).some((problem) => problem !== undefined)) {
    return { problems };
  }
  return {
    request: {
      customer_id: form.customer.id,
      name,
      measure: form.measure,
      limit: { amount: limit, currency: form.customer.currency },
      thresholds: thresholds.values,
      ...(version !== undefined && { version }),
    },
  };
}

/** An amount as the person's language writes it. */
export const limitExample = writeDecimal('1250.50');
