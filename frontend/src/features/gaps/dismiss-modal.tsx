import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';

import type { GapClass } from '@/api/types';
import { useNow } from '@/features/identity/queries';
import { addMonths, daysOf } from '@/lib/month';
import { formatDate } from '@/lib/time';
import { FormModal } from '@/ui/form-modal';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';
import { useOnce } from '@/ui/use-once';

import { t } from './policy-messages';
import { useDismiss } from './queries';
import { gapName } from './words';

/** A class of a customer, as it is called. */
export interface DismissSubject {
  class: GapClass;
  customer_id: string;
  customer_name: string;
}

/** What the dialog is told. */
export interface DismissModalProps {
  receiver: string;
  /** What is set aside. */
  subjects: readonly DismissSubject[];
  reason?: string | undefined;
  /** It was done; the dialog is closed then too. */
  onDone?: () => void;
  onClose: () => void;
}

/** The most names that are listed; more are counted. */
const shownNames = 5;

const longestReason = 500;

/** For how many months a gap can be dismissed; half a year unless another is chosen. */
const durations = [1, 3, 6, 12, 24];

/** The same day some months later, or the last one of that month. */
export function dayAfter(now: string, months: number): string {
  const month = addMonths(now.slice(0, 7), months);
  const day = `${month}${now.slice(7, 10)}`;
  const { last } = daysOf(month);
  return day > last ? last : day;
}

/** Sets gaps aside for a while, with a reason. Nothing at AWS changes. */
export function DismissModal({ receiver, subjects, reason: before = '', onDone, onClose }: DismissModalProps) {
  const [reason, setReason] = useState(before);
  const [months, setMonths] = useState(6);
  const [sent, setSent] = useState(false);
  const dismiss = useDismiss(receiver);
  const { notify } = usePageActions();
  const once = useOnce();
  const now = useNow();
  const until = dayAfter(now, months);
  const said = reason.trim();
  const problem = said === '' ? t('reasonMissing') : said.length > longestReason ? t('noteLong', { count: said.length }) : undefined;
  const option = (value: number) => ({ value: String(value), label: t('monthsUntil', { months: t('forMonths', { count: value }), until: formatDate(dayAfter(now, value)) }) });
  const submit = () => {
    setSent(true);
    if (problem !== undefined || !once.begin()) return;
    dismiss.mutate(
      subjects.map(({ class: kind, customer_id }) => ({ class: kind, customer_id, mode: 'dismissed', until, note: said })),
      {
        onError: once.again,
        onSuccess: () => {
          notify({ id: 'dismissed', type: 'success', header: t('dismissedUntil', { gaps: t('dismissed', { count: subjects.length }), until: formatDate(until) }) });
          onDone?.();
          onClose();
        },
      },
    );
  };
  return (
    <FormModal header={t('dismissTitle', { count: subjects.length })} submit={t('dismiss')} busy={dismiss.isPending} onSubmit={submit} onClose={onClose}>
      <Box>{t('dismissText')}</Box>
      <ul>
        {subjects.slice(0, shownNames).map((subject) => (
          <li key={gapName(subject)}>{gapName(subject)}</li>
        ))}
        {subjects.length > shownNames && <li>{t('others', { count: subjects.length - shownNames })}</li>}
      </ul>
      <SpaceBetween size="m">
        <FormField label={t('reason')} constraintText={t('reasonRule')} errorText={sent ? problem : undefined} stretch>
          <Textarea value={reason} rows={2} onChange={({ detail }) => setReason(detail.value)} />
        </FormField>
        <FormField label={t('forHowLong')} constraintText={t('untilRule')}>
          <Select selectedOption={option(months)} options={durations.map(option)} onChange={({ detail }) => setMonths(Number(detail.selectedOption.value))} />
        </FormField>
      </SpaceBetween>
      <Alert type="info">{t('policyStale')}</Alert>
      {dismiss.isError && <ProblemAlert what={t('notDismissed')} error={dismiss.error} />}
    </FormModal>
  );
}
