import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';

import type { AnomalySettings } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { readDecimal, writeDecimal } from '@/lib/decimal';
import { asProblem } from '@/lib/problem';
import { formatInstant } from '@/lib/time';
import { ProblemAlert } from '@/ui/problem-alert';
import { QueryView } from '@/ui/query-view';

import { t } from './messages';
import { anomalySettingsQuery, useChangeAnomalySettings } from './queries';
import { settingsProblems, settingsRequest } from './settings';

/** Opens the thresholds. They can be read by everybody. */
export function AnomalySettingsButton({ receiver }: { receiver: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('settings')}</Button>
      {open && <SettingsModal receiver={receiver} onClose={() => setOpen(false)} />}
    </>
  );
}

interface SettingsModalProps {
  receiver: string;
  onClose: () => void;
}

function SettingsModal({ receiver, onClose }: SettingsModalProps) {
  const query = useQuery(anomalySettingsQuery(receiver));
  const change = useChangeAnomalySettings(receiver);
  const roleReason = useOperatorReason();
  const form = useId();
  return (
    <Modal
      visible
      header={t('settingsTitle')}
      closeAriaLabel={t('close')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button variant="primary" form={form} loading={change.isPending} disabled={roleReason !== undefined} disabledReason={roleReason ?? ''}>
              {t('save')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <QueryView query={query} what={t('theSettings')}>
        {(settings) => (
          <SpaceBetween size="m">
            <Box>{t('settingsText')}</Box>
            <SettingsForm
              key={settings.version}
              id={form}
              settings={settings}
              disabled={roleReason !== undefined}
              onSave={(request) => change.mutate(request, { onSuccess: onClose })}
            />
            {change.isError && <ProblemAlert what={t('notSaved')} error={change.error} />}
            {change.isError && asProblem(change.error).status === 409 && <Button onClick={() => void query.refetch()}>{t('reload')}</Button>}
          </SpaceBetween>
        )}
      </QueryView>
    </Modal>
  );
}

interface SettingsFormProps {
  id: string;
  settings: AnomalySettings;
  disabled: boolean;
  onSave: (request: ReturnType<typeof settingsRequest>) => void;
}

function SettingsForm({ id, settings, disabled, onSave }: SettingsFormProps) {
  const [sensitivity, setSensitivity] = useState(settings.sensitivity);
  const [percent, setPercent] = useState(writeDecimal(settings.min_percent));
  const [impact, setImpact] = useState(writeDecimal(settings.min_impact.amount));
  const [sent, setSent] = useState(false);
  const problems = settingsProblems(readDecimal(percent), readDecimal(impact));
  const choices = [
    { value: 'low', label: t('sensitivityLow') },
    { value: 'medium', label: t('sensitivityMedium') },
    { value: 'high', label: t('sensitivityHigh') },
  ] as const;
  return (
    <form
      id={id}
      onSubmit={(event) => {
        event.preventDefault();
        setSent(true);
        if (!disabled && problems.percent === undefined && problems.impact === undefined) {
          onSave(settingsRequest(settings, sensitivity, readDecimal(percent) ?? '', readDecimal(impact) ?? ''));
        }
      }}
    >
      <SpaceBetween size="m">
        <FormField label={t('sensitivity')}>
          <RadioGroup
            value={sensitivity}
            readOnly={disabled}
            items={[...choices]}
            onChange={({ detail }) => setSensitivity(choices.find((choice) => choice.value === detail.value)?.value ?? 'medium')}
          />
        </FormField>
        <FormField label={t('minPercent')} constraintText={t('minPercentRule')} errorText={sent ? problems.percent : undefined}>
          <Input value={percent} inputMode="decimal" readOnly={disabled} onChange={({ detail }) => setPercent(detail.value)} />
        </FormField>
        <FormField
          label={t('minImpact', { currency: settings.min_impact.currency })}
          constraintText={t('minImpactRule')}
          errorText={sent ? problems.impact : undefined}
        >
          <Input value={impact} inputMode="decimal" readOnly={disabled} onChange={({ detail }) => setImpact(detail.value)} />
        </FormField>
        {settings.updated_by !== undefined && (
          <Alert type="info">{t('changedBy', { person: settings.updated_by, instant: formatInstant(settings.updated_at) })}</Alert>
        )}
      </SpaceBetween>
    </form>
  );
}
