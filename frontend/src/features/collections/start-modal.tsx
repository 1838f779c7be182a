import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import type { CollectionMode, Usage } from '@/api/types';
import { formatCount } from '@/lib/money';
import { MoneyText } from '@/ui/money-text';
import { ProblemAlert } from '@/ui/problem-alert';
import { QueryView } from '@/ui/query-view';

import { t } from './messages';
import { modeWords } from './modes';
import { usageQuery, useStartCollection } from './queries';

/** What the confirmation is told. */
export interface StartModalProps {
  receiver: string;
  mode: CollectionMode;
  onClose: () => void;
}

/** Says what a collection will read and cost; nothing is started before it is confirmed here. */
export function StartModal({ receiver, mode, onClose }: StartModalProps) {
  const usage = useQuery(usageQuery(receiver));
  const start = useStartCollection(receiver);
  const words = modeWords[mode];
  return (
    <Modal
      visible
      header={t('startTitle', { action: words.action })}
      closeAriaLabel={t('closeModal')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              variant="primary"
              loading={start.isPending}
              disabled={usage.data === undefined}
              disabledReason={t('costUnknown')}
              onClick={() => start.mutate(mode, { onSuccess: onClose })}
            >
              {t('accept')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>{t('reading', { receiver, reads: words.reads })}</Box>
        <QueryView query={usage} what={t('whatCost')}>
          {(meter) => <Estimate meter={meter} mode={mode} />}
        </QueryView>
        {start.isError && <ProblemAlert what={t('notStarted')} error={start.error} />}
      </SpaceBetween>
    </Modal>
  );
}

function Estimate({ meter, mode }: { meter: Usage; mode: CollectionMode }) {
  const estimate = meter.estimates.find((item) => item.mode === mode);
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: t('estimatedCost'), value: <MoneyText money={estimate?.cost} reason={t('noEstimate')} /> },
        { label: t('estimatedRequests'), value: formatCount(estimate?.requests) },
        { label: t('estimatedFrom'), value: estimate?.basis ?? '-' },
        { label: t('price'), value: <MoneyText money={meter.price_per_request} /> },
        { label: t('spent'), value: <MoneyText money={meter.total} /> },
        { label: t('left'), value: meter.cap === undefined ? t('noCap') : <MoneyText money={meter.remaining} /> },
      ]}
    />
  );
}
