import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';

import type { CommissionPlanRequest } from '@/api/types';
import { useNow } from '@/features/identity/queries';
import { PlanModal } from '@/features/plans/plan-modal';
import { formatMonth } from '@/lib/month';

import type { CommissionForm, Existing } from './form';
import { formFor, openMonths, percentExample, percentWarning, readCommission } from './form';
import { t } from './messages';

/** Whom a commission is planned for: what the plan is told and how many they are. */
export interface CommissionScope {
  header: string;
  of: Pick<CommissionPlanRequest, 'customer_ids' | 'search' | 'filter' | 'match'>;
}

/** What the form of a commission is told. */
export interface CommissionModalProps {
  receiver: string;
  month: string;
  scope: CommissionScope;
  onClose: () => void;
}

/** How much, from when, how long and of what. Sending it has the commission planned; nothing at AWS is changed. */
export function CommissionModal({ receiver, month, scope, onClose }: CommissionModalProps) {
  const now = useNow();
  const [form, setForm] = useState(() => formFor(month, now));
  const [sent, setSent] = useState(false);
  const read = readCommission(form);
  return (
    <PlanModal
      receiver={receiver}
      header={scope.header}
      onClose={onClose}
      intention={() => {
        setSent(true);
        return 'problem' in read ? undefined : { commission: { ...read.terms, ...scope.of } };
      }}
    >
      <Fields
        form={form}
        months={openMonths(now)}
        problem={sent && 'problem' in read ? read.problem : undefined}
        onForm={(change) => setForm((before) => ({ ...before, ...change }))}
      />
    </PlanModal>
  );
}

interface FieldsProps {
  form: CommissionForm;
  months: string[];
  problem: string | undefined;
  onForm: (change: Partial<CommissionForm>) => void;
}

const existingChoices: { value: Existing; label: string; description: string }[] = [
  { value: 'skip', label: t('skip'), description: t('skipText') },
  { value: 'replace', label: t('replace'), description: t('replaceText') },
  { value: 'add', label: t('add'), description: t('addText') },
];

function Fields({ form, months, problem, onForm }: FieldsProps) {
  const warning = percentWarning(form.percent);
  const month = formatMonth(form.period);
  return (
    <SpaceBetween size="m">
      <FormField
        label={t('percentLabel')}
        constraintText={t('percentRule', { example: percentExample })}
        errorText={problem}
        warningText={problem === undefined ? warning : undefined}
      >
        <Input value={form.percent} inputMode="decimal" onChange={({ detail }) => onForm({ percent: detail.value })} />
      </FormField>
      <FormField label={t('firstMonth')} description={t('firstMonthRule')}>
        <RadioGroup value={form.period} items={months.map((value) => ({ value, label: formatMonth(value) }))} onChange={({ detail }) => onForm({ period: detail.value })} />
      </FormField>
      <FormField label={t('repeats')}>
        <RadioGroup
          value={form.recurring ? 'recurring' : 'once'}
          items={[
            { value: 'once', label: t('once', { month }) },
            { value: 'recurring', label: t('recurring', { month }) },
          ]}
          onChange={({ detail }) => onForm({ recurring: detail.value === 'recurring' })}
        />
      </FormField>
      {form.recurring && (
        <Alert type="warning" header={t('recurringTitle')}>
          {t('recurringText', { month })}
        </Alert>
      )}
      <Checkbox checked={form.withoutNegation} description={t('negationText')} onChange={({ detail }) => onForm({ withoutNegation: detail.checked })}>
        {t('negation')}
      </Checkbox>
      <FormField label={t('existing')}>
        <RadioGroup
          value={form.existing}
          items={existingChoices}
          onChange={({ detail }) => onForm({ existing: existingChoices.find(({ value }) => value === detail.value)?.value ?? 'skip' })}
        />
      </FormField>
      {form.existing === 'add' && <Alert type="warning">{t('addWarning')}</Alert>}
    </SpaceBetween>
  );
}
