import Alert from '@cloudscape-design/components/alert';
import { useState } from 'react';

import type { Budget } from '@/api/types';
import type { ChosenCustomer } from '@/features/customers/customer-select';
import { FormModal } from '@/ui/form-modal';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';
import { useOnce } from '@/ui/use-once';

import { BudgetFields } from './budget-fields';
import { formOf, readBudget } from './form';
import { t } from './messages';
import { useSaveBudget } from './queries';

/** What the form of a budget is told. */
export interface BudgetModalProps {
  receiver: string;
  month: string;
  /** The budget that is changed; a new one without. */
  budget: Budget | undefined;
  /** The customer whose page the form is on. */
  customer: ChosenCustomer | undefined;
  onClose: () => void;
}

/** Creates or changes a budget. It is checked when it is sent, and then with every change. */
export function BudgetModal({ receiver, month, budget, customer, onClose }: BudgetModalProps) {
  const [form, setForm] = useState(() => formOf(budget, customer));
  const [sent, setSent] = useState(false);
  const save = useSaveBudget(receiver, budget?.budget_id);
  const { notify } = usePageActions();
  const once = useOnce();
  const read = readBudget(form, budget?.version);
  const wrong = 'problems' in read;
  const submit = () => {
    setSent(true);
    if (wrong || !once.begin()) return;
    save.mutate(read.request, {
      onError: once.again,
      onSuccess: (kept) => {
        notify({ id: `budget-${kept.budget_id}`, type: 'success', header: t('saved', { name: kept.name }) });
        onClose();
      },
    });
  };
  return (
    <FormModal
      size="medium"
      header={budget === undefined ? t('createTitle') : t('editTitle', { name: budget.name })}
      submit={t('save')}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {sent && wrong && (
        <div role="alert">
          <Alert type="error">{t('errors')}</Alert>
        </div>
      )}
      <BudgetFields
        receiver={receiver}
        month={month}
        form={form}
        problems={sent && wrong ? read.problems : {}}
        fixedCustomer={budget !== undefined || customer !== undefined}
        onForm={(change) => setForm((before) => ({ ...before, ...change }))}
      />
      {save.isError && <ProblemAlert what={t('notSaved')} error={save.error} />}
    </FormModal>
  );
}
