import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';

import type { GapClass, GapPolicyMode } from '@/api/types';
import type { ChosenCustomer } from '@/features/customers/customer-select';
import { CustomerSelect } from '@/features/customers/customer-select';
import { writeDecimal } from '@/lib/decimal';
import { FormModal } from '@/ui/form-modal';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';

import { t } from './policy-messages';
import type { PolicyForm, PolicyProblems } from './policy-form';
import { percentExample, readPolicy } from './policy-form';
import { useSavePolicy } from './queries';
import { gapClasses, gapClassWords, policyExplanations, policyWords } from './words';

/** What the form of a policy is told. */
export interface PolicyModalProps {
  receiver: string;
  month: string;
  /** Whose policy of which class is changed: without a customer the default; undefined for a customer and a class that are chosen in the form. */
  subject: { class: GapClass; customer: ChosenCustomer | undefined } | undefined;
  mode: GapPolicyMode;
  percent?: string | undefined;
  note?: string | undefined;
  /** Of the policy that was read; absent where there was none to read. */
  version?: number | undefined;
  onClose: () => void;
}

/** The name of a policy in a sentence. */
export function policyName(of: GapClass, customer: string | undefined): string {
  return customer === undefined ? t('defaultName', { class: gapClassWords[of] }) : t('policyName', { class: gapClassWords[of], customer });
}

/** Sets the default of a class or the policy of a customer. It is checked when it is sent, and then with every change. */
export function PolicyModal({ receiver, month, subject, mode, percent, note, version, onClose }: PolicyModalProps) {
  const [form, setForm] = useState<PolicyForm>({
    class: subject?.class ?? 'support',
    customer: subject?.customer,
    mode,
    percent: percent === undefined ? '' : writeDecimal(percent),
    note: note ?? '',
  });
  const [sent, setSent] = useState(false);
  const save = useSavePolicy(receiver);
  const { notify } = usePageActions();
  const ofCustomer = subject === undefined || subject.customer !== undefined;
  const read = readPolicy(form, ofCustomer, version);
  const submit = () => {
    setSent(true);
    if ('problems' in read) return;
    save.mutate(read.request, {
      onSuccess: (kept) => {
        notify({ id: `policy-${kept.policy_id}`, type: 'success', header: t('policySaved', { name: policyName(form.class, form.customer?.name) }) });
        onClose();
      },
    });
  };
  return (
    <FormModal
      header={subject === undefined ? t('addTitle') : t('editTitle', { name: policyName(subject.class, subject.customer?.name) })}
      submit={t('savePolicy')}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {subject === undefined && <Subject receiver={receiver} month={month} form={form} problem={sent && 'problems' in read ? read.problems.customer : undefined} onForm={setForm} />}
      <Fields form={form} problems={sent && 'problems' in read ? read.problems : {}} onForm={(change) => setForm((before) => ({ ...before, ...change }))} />
      <Alert type="info">{t('policyStale')}</Alert>
      {save.isError && <ProblemAlert what={t('policyNotSaved')} error={save.error} />}
    </FormModal>
  );
}

interface SubjectProps {
  receiver: string;
  month: string;
  form: PolicyForm;
  problem: string | undefined;
  onForm: (form: PolicyForm) => void;
}

/** Of whom and of which class the policy is. */
function Subject({ receiver, month, form, problem, onForm }: SubjectProps) {
  return (
    <SpaceBetween size="m">
      <FormField label={t('customer')} errorText={problem}>
        <CustomerSelect receiver={receiver} month={month} customer={form.customer} onCustomer={(customer) => onForm({ ...form, customer })} />
      </FormField>
      <FormField label={t('class')}>
        <Select
          selectedOption={{ value: form.class, label: gapClassWords[form.class] }}
          options={gapClasses.map((value) => ({ value, label: gapClassWords[value] }))}
          onChange={({ detail }) => onForm({ ...form, class: gapClasses.find((value) => value === detail.selectedOption.value) ?? form.class })}
        />
      </FormField>
    </SpaceBetween>
  );
}

const modes: GapPolicyMode[] = ['pass_through', 'percentage', 'keep', 'absorb'];

/** What is done, how much of it, and why. */
function Fields({ form, problems, onForm }: { form: PolicyForm; problems: PolicyProblems; onForm: (change: Partial<PolicyForm>) => void }) {
  return (
    <SpaceBetween size="m">
      <FormField label={t('mode')} stretch>
        <RadioGroup
          value={form.mode}
          items={modes.map((value) => ({ value, label: policyWords[value], description: policyExplanations[value] }))}
          onChange={({ detail }) => onForm({ mode: modes.find((value) => value === detail.value) ?? form.mode })}
        />
      </FormField>
      {form.mode === 'percentage' && (
        <FormField label={t('percentLabel')} constraintText={t('percentRule', { example: percentExample })} errorText={problems.percent}>
          <Input value={form.percent} inputMode="decimal" onChange={({ detail }) => onForm({ percent: detail.value })} />
        </FormField>
      )}
      <FormField label={t('noteLabel')} constraintText={t('noteRule')} errorText={problems.note} stretch>
        <Textarea value={form.note} rows={2} onChange={({ detail }) => onForm({ note: detail.value })} />
      </FormField>
    </SpaceBetween>
  );
}
