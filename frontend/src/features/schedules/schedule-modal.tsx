import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';

import type { Schedule } from '@/api/types';
import { useNow } from '@/features/identity/queries';
import { formatInstant } from '@/lib/time';
import { FormModal } from '@/ui/form-modal';
import { usePageActions } from '@/ui/page-slots';
import { ProblemAlert } from '@/ui/problem-alert';

import type { ScheduleForm, ScheduleProblems } from './form';
import { formOf, limitExample, makesPlans, nextRuns, readSchedule, shownRuns } from './form';
import { t } from './messages';
import { useChangeSchedule } from './queries';
import { hourText } from './words';

const hours = Array.from({ length: 24 }, (_, hour) => ({ value: hour.toString(), label: hourText(hour) }));

/** What the form of a schedule is told. */
export interface ScheduleModalProps {
  receiver: string;
  schedule: Schedule;
  onClose: () => void;
}

/** Changes when a schedule runs, and whether its plans may be applied without review. */
export function ScheduleModal({ receiver, schedule, onClose }: ScheduleModalProps) {
  const [form, setForm] = useState(() => formOf(schedule));
  const [sent, setSent] = useState(false);
  const save = useChangeSchedule(receiver);
  const { notify } = usePageActions();
  const read = readSchedule(form, schedule);
  const wrong = sent && 'problems' in read;
  const problems = wrong ? read.problems : {};
  const onForm = (change: Partial<ScheduleForm>) => setForm((before) => ({ ...before, ...change }));
  const submit = () => {
    setSent(true);
    if ('problems' in read) return;
    save.mutate({ scheduleId: schedule.schedule_id, change: read.request }, {
      onSuccess: (kept) => {
        notify({ id: `schedule-${kept.schedule_id}`, type: 'success', header: t('saved', { title: kept.title }) });
        onClose();
      },
    });
  };
  return (
    <FormModal header={t('editTitle', { title: schedule.title })} submit={t('save')} busy={save.isPending} size="medium" onSubmit={submit} onClose={onClose}>
      {wrong && (
        <div role="alert">
          <Alert type="error">{t('mend')}</Alert>
        </div>
      )}
      <Box color="text-body-secondary">{schedule.description}</Box>
      <Toggle checked={form.enabled} onChange={({ detail }) => onForm({ enabled: detail.checked })}>
        {t('enabled')}
      </Toggle>
      <Times schedule={schedule} form={form} problems={problems} onForm={onForm} />
      {makesPlans(schedule) && <AutoApply form={form} problems={problems} onForm={onForm} />}
      {save.isError && <ProblemAlert what={t('notSaved', { title: schedule.title })} error={save.error} />}
    </FormModal>
  );
}

interface FieldsProps {
  form: ScheduleForm;
  problems: ScheduleProblems;
  onForm: (change: Partial<ScheduleForm>) => void;
}

function Times({ schedule, form, problems, onForm }: FieldsProps & { schedule: Schedule }) {
  const now = useNow();
  const monthly = schedule.every === 'month';
  const readable = !('problems' in readSchedule({ ...form, autoApply: false }, schedule));
  const upcoming = readable && form.enabled ? nextRuns(now, schedule.every, Number(form.day), Number(form.hour), shownRuns) : [];
  return (
    <>
      {monthly && (
        <FormField label={t('day')} constraintText={t('dayRule')} errorText={problems.day}>
          <Input value={form.day} inputMode="numeric" onChange={({ detail }) => onForm({ day: detail.value })} />
        </FormField>
      )}
      <FormField label={t('hour')}>
        <Select
          selectedOption={hours.find(({ value }) => value === form.hour) ?? null}
          options={hours}
          onChange={({ detail }) => onForm({ hour: detail.selectedOption.value ?? form.hour })}
        />
      </FormField>
      {upcoming.length > 0 && (
        <div aria-live="polite">
          <Box variant="awsui-key-label">{t('next')}</Box>
          {upcoming.map((instant) => (
            <div key={instant}>{formatInstant(instant)}</div>
          ))}
        </div>
      )}
    </>
  );
}

function AutoApply({ form, problems, onForm }: FieldsProps) {
  return (
    <SpaceBetween size="s">
      <Checkbox checked={form.autoApply} description={t('autoApplyText')} onChange={({ detail }) => onForm({ autoApply: detail.checked })}>
        {t('autoApply')}
      </Checkbox>
      {form.autoApply && (
        <>
          <Alert type="warning" header={t('riskTitle')}>
            {t('risk')}
          </Alert>
          <FormField label={t('limit')} constraintText={t('limitRule', { example: limitExample })} errorText={problems.limit}>
            <Input value={form.limit} inputMode="decimal" onChange={({ detail }) => onForm({ limit: detail.value })} />
          </FormField>
          <FormField label={t('currency')} errorText={problems.currency}>
            <Input value={form.currency} onChange={({ detail }) => onForm({ currency: detail.value })} />
          </FormField>
          <FormField label={t('most')} constraintText={t('mostRule')} errorText={problems.most}>
            <Input value={form.most} inputMode="numeric" onChange={({ detail }) => onForm({ most: detail.value })} />
          </FormField>
        </>
      )}
    </SpaceBetween>
  );
}
