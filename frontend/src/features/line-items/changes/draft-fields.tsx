import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';

import { CustomerSelect } from '@/features/customers/customer-select';
import { formatMonthLong } from '@/lib/month';

import { ClassSelect } from './class-select';
import type { Draft, DraftProblems } from './draft';
import { amountExample, longestDescription, namePreview, percentExample, percentMost, writableMonths } from './draft';
import { t } from './messages';

/** What the fields of a line item are told. */
export interface DraftFieldsProps {
  receiver: string;
  now: string;
  draft: Draft;
  problems: DraftProblems;
  onDraft: (change: Partial<Draft>) => void;
}

/** Whom it is for, what it does, how much, when, and what the customer reads. */
export function DraftFields({ receiver, now, draft, problems, onDraft }: DraftFieldsProps) {
  const [current, previous] = writableMonths(now);
  return (
    <SpaceBetween size="l">
      <FormField label={t('customer')} errorText={problems.customer}>
        <CustomerSelect withGroup receiver={receiver} month={draft.period} customer={draft.customer} onCustomer={(customer) => onDraft({ customer })} />
      </FormField>
      <ColumnLayout columns={2}>
        <FormField label={t('type')}>
          <RadioGroup
            value={draft.type}
            items={[
              { value: 'fee', label: t('fee') },
              { value: 'credit', label: t('credit') },
            ]}
            onChange={({ detail }) => onDraft({ type: detail.value === 'credit' ? 'credit' : 'fee' })}
          />
        </FormField>
        <FormField label={t('month')} description={t('monthRule')}>
          <RadioGroup
            value={draft.period}
            items={[
              { value: current, label: t('thisMonth', { month: formatMonthLong(current) }) },
              { value: previous, label: t('lastMonth', { month: formatMonthLong(previous) }) },
            ]}
            onChange={({ detail }) => onDraft({ period: detail.value })}
          />
        </FormField>
        <FormField label={t('kind')}>
          <RadioGroup
            value={draft.kind}
            items={[
              { value: 'flat', label: t('flat') },
              { value: 'percentage', label: t('percentage'), description: t('percentNote') },
            ]}
            onChange={({ detail }) => onDraft({ kind: detail.value === 'percentage' ? 'percentage' : 'flat' })}
          />
        </FormField>
        <HowMuch draft={draft} problems={problems} onDraft={onDraft} />
      </ColumnLayout>
      <Recurring draft={draft} onDraft={onDraft} />
      <FormField
        label={t('description')}
        constraintText={t('descriptionRule', { count: Math.max(0, longestDescription - draft.description.length) })}
        errorText={problems.description}
      >
        <Textarea value={draft.description} rows={2} onChange={({ detail }) => onDraft({ description: detail.value })} />
      </FormField>
      <FormField label={t('standsFor')} description={t('standsForRule')}>
        <ClassSelect value={draft.standsFor} without={['unattributed']} onClass={(standsFor) => onDraft({ standsFor })} />
      </FormField>
      <NameAndPlace draft={draft} problems={problems} onDraft={onDraft} />
    </SpaceBetween>
  );
}

type PartProps = Pick<DraftFieldsProps, 'draft' | 'problems' | 'onDraft'>;

function HowMuch({ draft, problems, onDraft }: PartProps) {
  if (draft.kind === 'percentage') {
    return (
      <FormField label={t('percent')} constraintText={t('percentRule', { example: percentExample, most: percentMost })} errorText={problems.percent}>
        <Input value={draft.percent} inputMode="decimal" onChange={({ detail }) => onDraft({ percent: detail.value })} />
      </FormField>
    );
  }
  return (
    <FormField
      label={t('amount', { currency: draft.customer?.currency ?? 'USD' })}
      constraintText={t('amountRule', { example: amountExample })}
      errorText={problems.amount}
    >
      <Input value={draft.amount} inputMode="decimal" onChange={({ detail }) => onDraft({ amount: detail.value })} />
    </FormField>
  );
}

/** Repeating is asked for, never assumed, and said loudly. */
function Recurring({ draft, onDraft }: Pick<PartProps, 'draft' | 'onDraft'>) {
  return (
    <SpaceBetween size="s">
      <Checkbox checked={draft.recurring} onChange={({ detail }) => onDraft({ recurring: detail.checked })}>
        {t('recurring')}
      </Checkbox>
      {draft.recurring && (
        <Alert type="warning" header={t('recurringTitle', { month: formatMonthLong(draft.period) })}>
          {t(draft.type === 'fee' ? 'recurringText' : 'creditRepeats')}
        </Alert>
      )}
    </SpaceBetween>
  );
}

function NameAndPlace({ draft, problems, onDraft }: PartProps) {
  const optional = (label: string) => (
    <>
      {label} <i>- {t('optional')}</i>
    </>
  );
  const [open, setOpen] = useState(false);
  const wrong = problems.name !== undefined || problems.service !== undefined;
  return (
    <ExpandableSection headerText={t('more')} expanded={open || wrong} onChange={({ detail }) => setOpen(detail.expanded)}>
      <SpaceBetween size="l">
        <FormField label={optional(t('name'))} description={t('nameRule')} constraintText={t('namePreview', { preview: namePreview(draft) })} errorText={problems.name}>
          <Input value={draft.name} spellcheck={false} onChange={({ detail }) => onDraft({ name: detail.value })} />
        </FormField>
        <FormField label={optional(t('service'))} constraintText={t('serviceRule')} errorText={problems.service}>
          <Input value={draft.service} spellcheck={false} onChange={({ detail }) => onDraft({ service: detail.value })} />
        </FormField>
      </SpaceBetween>
    </ExpandableSection>
  );
}
