import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';

import { formatMonthLong } from '@/lib/month';
import { formatInstant } from '@/lib/time';

import type { Invitation, InvitationProblems } from './invitation';
import { t } from './messages';
import type { StartChoice } from './rules';
import { longestNotes } from './rules';

/** What the fields of an invitation are told. */
export interface InviteFieldsProps {
  form: Invitation;
  choices: StartChoice[];
  problems: InvitationProblems;
  onForm: (change: Partial<Invitation>) => void;
}

/** Whom to invite, from when, and what the customer reads. */
export function InviteFields({ form, choices, problems, onForm }: InviteFieldsProps) {
  return (
    <SpaceBetween size="l">
      <FormField label={t('who')} description={t('whoRule')}>
        <RadioGroup
          value={form.by}
          items={[
            { value: 'account', label: t('byAccount') },
            { value: 'email', label: t('byEmail') },
          ]}
          onChange={({ detail }) => onForm({ by: detail.value === 'email' ? 'email' : 'account' })}
        />
      </FormField>
      {form.by === 'account' ? (
        <FormField label={t('accountId')} constraintText={t('accountRule')} errorText={problems.account}>
          <Input value={form.account} inputMode="numeric" onChange={({ detail }) => onForm({ account: detail.value })} />
        </FormField>
      ) : (
        <FormField label={t('email')} errorText={problems.email}>
          <Input value={form.email} type="email" inputMode="email" onChange={({ detail }) => onForm({ email: detail.value })} />
        </FormField>
      )}
      <FormField label={t('name')} constraintText={t('nameRule')} errorText={problems.name}>
        <Input value={form.name} onChange={({ detail }) => onForm({ name: detail.value })} />
      </FormField>
      <FormField label={t('starts')} description={t('startsRule')}>
        <RadioGroup
          value={form.starts}
          items={choices.map(({ month, acceptBefore, problem }) => ({
            value: month,
            label: formatMonthLong(month),
            description: problem ?? t('acceptBefore', { instant: formatInstant(acceptBefore) }),
            disabled: problem !== undefined,
          }))}
          onChange={({ detail }) => onForm({ starts: detail.value })}
        />
      </FormField>
      <FormField
        label={
          <>
            {t('notes')} <i>- {t('optional')}</i>
          </>
        }
        constraintText={t('notesRule', { left: Math.max(0, longestNotes - form.notes.length) })}
        errorText={problems.notes}
      >
        <Textarea value={form.notes} rows={4} onChange={({ detail }) => onForm({ notes: detail.value })} />
      </FormField>
    </SpaceBetween>
  );
}
