import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';

import type { Anomaly, AnomalyStatus } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { ProblemAlert } from '@/ui/problem-alert';

import { t } from './messages';
import { useReviewAnomaly } from './queries';

const actions: Record<AnomalyStatus, { text: string; explanation: string }> = {
  acknowledged: { text: t('acknowledge'), explanation: t('acknowledgeText') },
  dismissed: { text: t('dismiss'), explanation: t('dismissText') },
  open: { text: t('reopen'), explanation: t('reopenText') },
};

const order = ['acknowledged', 'dismissed', 'open'] as const satisfies readonly AnomalyStatus[];

/** What can be made of an anomaly, each with a note. */
export function ReviewActions({ receiver, anomaly }: { receiver: string; anomaly: Anomaly }) {
  const [chosen, setChosen] = useState<AnomalyStatus>();
  const roleReason = useOperatorReason();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {order.map((status) => {
        const reason = roleReason ?? (anomaly.status === status ? t('already') : undefined);
        return (
          <Button key={status} disabled={reason !== undefined} disabledReason={reason ?? ''} onClick={() => setChosen(status)}>
            {actions[status].text}
          </Button>
        );
      })}
      {chosen !== undefined && <ReviewModal receiver={receiver} anomaly={anomaly} status={chosen} onClose={() => setChosen(undefined)} />}
    </SpaceBetween>
  );
}

/** The most characters of a note. */
const longestNote = 500;

interface ReviewModalProps {
  receiver: string;
  anomaly: Anomaly;
  status: AnomalyStatus;
  onClose: () => void;
}

function ReviewModal({ receiver, anomaly, status, onClose }: ReviewModalProps) {
  const [note, setNote] = useState(anomaly.note ?? '');
  const review = useReviewAnomaly(receiver, anomaly.anomaly_id);
  const over = note.length - longestNote;
  return (
    <Modal
      visible
      header={actions[status].text}
      closeAriaLabel={t('close')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              variant="primary"
              loading={review.isPending}
              onClick={() => {
                if (over <= 0) review.mutate({ status, ...(note.trim() !== '' && { note: note.trim() }) }, { onSuccess: onClose });
              }}
            >
              {actions[status].text}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>{actions[status].explanation}</Box>
        <FormField
          label={
            <>
              {t('noteLabel')} <i>- {t('optional')}</i>
            </>
          }
          constraintText={t('noteRule', { left: Math.max(0, -over) })}
          errorText={over > 0 ? t('noteLong', { count: over }) : undefined}
        >
          <Textarea value={note} onChange={({ detail }) => setNote(detail.value)} />
        </FormField>
        {review.isError && <ProblemAlert what={t('notReviewed')} error={review.error} />}
      </SpaceBetween>
    </Modal>
  );
}
