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
      header={`${words.action} the ledger?`}
      closeAriaLabel="Close without starting"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={start.isPending}
              disabled={usage.data === undefined}
              disabledReason="The cost is not known yet."
              onClick={() => start.mutate(mode, { onSuccess: onClose })}
            >
              Start and accept the cost
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>
          Receiver {receiver}. {words.reads}.
        </Box>
        <QueryView query={usage} what="what this will cost">
          {(meter) => <Estimate meter={meter} mode={mode} />}
        </QueryView>
        {start.isError && <ProblemAlert what="We couldn't start the collection" error={start.error} />}
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
        { label: 'Estimated cost', value: <MoneyText money={estimate?.cost} reason="AWS was not read before, so there is nothing to estimate from." /> },
        { label: 'Estimated paid requests', value: formatCount(estimate?.requests) },
        { label: 'Estimated from', value: estimate?.basis ?? '-' },
        { label: 'Price of a request', value: <MoneyText money={meter.price_per_request} /> },
        { label: 'Spent this month', value: <MoneyText money={meter.total} /> },
        { label: 'Left under the cap', value: meter.cap === undefined ? 'No cap is set' : <MoneyText money={meter.remaining} /> },
      ]}
    />
  );
}
