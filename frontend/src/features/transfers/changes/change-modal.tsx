import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useState } from 'react';

import type { Transfer } from '@/api/types';
import { useNow } from '@/features/identity/queries';
import { PlanModal } from '@/features/plans/plan-modal';
import { formatMonth } from '@/lib/month';
import { formatDay } from '@/lib/time';

import { t } from './messages';
import { endChoices, nameProblem } from './rules';

/** What can be done with a transfer or an invitation. */
export type Change = 'rename' | 'withdraw' | 'cancel_invitation';

/** What the small forms are told. */
export interface ChangeModalProps {
  receiver: string;
  transfer: Transfer;
  onClose: () => void;
}

/** The form of a change. */
export function ChangeModal({ change, ...props }: ChangeModalProps & { change: Change }) {
  switch (change) {
    case 'rename':
      return <RenameModal {...props} />;
    case 'withdraw':
      return <WithdrawModal {...props} />;
    case 'cancel_invitation':
      return <TakeBackModal {...props} />;
    default:
      return unreachableChange(change);
  }
}

function RenameModal({ receiver, transfer, onClose }: ChangeModalProps) {
  const [name, setName] = useState(transfer.name);
  const [sent, setSent] = useState(false);
  const problem = name === transfer.name ? t('nameSame') : nameProblem(name);
  return (
    <PlanModal
      receiver={receiver}
      header={t('renameTitle', { name: transfer.name })}
      onClose={onClose}
      intention={() => {
        setSent(true);
        return problem === undefined ? { rename: { transfer_id: transfer.transfer_id, name } } : undefined;
      }}
    >
      <FormField label={t('newName')} constraintText={t('nameRule')} errorText={sent ? problem : undefined}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
    </PlanModal>
  );
}

function WithdrawModal({ receiver, transfer, onClose }: ChangeModalProps) {
  const months = endChoices(useNow(), transfer.earliest_end_at);
  const [ends, setEnds] = useState(months[0] ?? '');
  return (
    <PlanModal
      receiver={receiver}
      header={t('withdrawTitle', { name: transfer.name })}
      onClose={onClose}
      intention={() => ({ withdraw: { transfer_id: transfer.transfer_id, ends } })}
    >
      <FormField
        label={t('lastMonth')}
        description={t('lastMonthRule')}
        constraintText={transfer.earliest_end_at !== undefined && t('earliest', { day: formatDay(transfer.earliest_end_at) })}
      >
        <RadioGroup
          value={ends}
          items={months.map((month) => ({ value: month, label: t('untilEnd', { month: formatMonth(month) }) }))}
          onChange={({ detail }) => setEnds(detail.value)}
        />
      </FormField>
    </PlanModal>
  );
}

function TakeBackModal({ receiver, transfer, onClose }: ChangeModalProps) {
  return (
    <PlanModal
      receiver={receiver}
      header={t('takeBackTitle', { name: transfer.name })}
      onClose={onClose}
      intention={() => ({ cancel_invitation: { transfer_id: transfer.transfer_id } })}
    >
      <Box>{t('takeBackText')}</Box>
    </PlanModal>
  );
}

function unreachableChange(change: never): never {
  throw new Error(`${String(change)} is not a change`);
}
