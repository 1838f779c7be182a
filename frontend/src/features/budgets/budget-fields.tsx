import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';

import { CustomerSelect } from '@/features/customers/customer-select';

import type { BudgetForm, BudgetProblems } from './form';
import { limitExample } from './form';
import { t } from './messages';
import { budgetMeasureWords } from './words';

/** What the fields of a budget are told. */
export interface BudgetFieldsProps {
  receiver: string;
  month: string;
  form: BudgetForm;
  problems: BudgetProblems;
  /** The customer cannot be chosen: the budget has one, or the page is of one. */
  fixedCustomer: boolean;
  onForm: (change: Partial<BudgetForm>) => void;
}

/** Whom the budget is for, what it limits, to how much, and when to warn. */
export function BudgetFields({ receiver, month, form, problems, fixedCustomer, onForm }: BudgetFieldsProps) {
  return (
    <SpaceBetween size="m">
      <FormField label={t('customer')} errorText={problems.customer}>
        {fixedCustomer ? (
          <Input value={form.customer === undefined ? '' : `${form.customer.name} (${form.customer.id})`} readOnly />
        ) : (
          <CustomerSelect receiver={receiver} month={month} customer={form.customer} onCustomer={(customer) => onForm({ customer })} />
        )}
      </FormField>
      <FormField label={t('name')} constraintText={t('nameRule')} errorText={problems.name}>
        <Input value={form.name} onChange={({ detail }) => onForm({ name: detail.value })} />
      </FormField>
      <FormField label={t('measure')} description={t('measureRule')}>
        <RadioGroup
          value={form.measure}
          items={Object.entries(budgetMeasureWords).map(([value, label]) => ({ value, label }))}
          onChange={({ detail }) => onForm({ measure: detail.value === 'aws_cost' ? 'aws_cost' : 'charged' })}
        />
      </FormField>
      <FormField
        label={t('limitIn', { currency: form.customer?.currency ?? 'USD' })}
        constraintText={t('limitRule', { example: limitExample })}
        errorText={problems.limit}
      >
        <Input value={form.limit} inputMode="decimal" onChange={({ detail }) => onForm({ limit: detail.value })} />
      </FormField>
      <FormField label={t('thresholdsLabel')} constraintText={t('thresholdsRule')} errorText={problems.thresholds}>
        <Input value={form.thresholds} onChange={({ detail }) => onForm({ thresholds: detail.value })} />
      </FormField>
    </SpaceBetween>
  );
}
