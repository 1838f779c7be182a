import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import type { Usage } from '@/api/types';
import { formatCount } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { InfoLink } from '@/ui/help';
import { MoneyText } from '@/ui/money-text';
import { QueryView } from '@/ui/query-view';
import { SimpleTable } from '@/ui/simple-table';

import { CollectionsHelp } from './help';
import { usageQuery } from './queries';

/** What the calls of the portal to AWS cost this month. */
export function UsageMeter({ receiver }: { receiver: string }) {
  const query = useQuery(usageQuery(receiver));
  return (
    <Container header={<Header variant="h2" info={<InfoLink about="what collections cost" topic={<CollectionsHelp />} />}>Paid AWS calls</Header>}>
      <QueryView query={query} what="the meter of paid calls">
        {(usage) => <Meter usage={usage} />}
      </QueryView>
    </Container>
  );
}

function Meter({ usage }: { usage: Usage }) {
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={4}
        items={[
          { label: `Spent in ${formatMonth(usage.month)}`, value: <MoneyText money={usage.total} /> },
          { label: 'Cap of the month', value: usage.cap === undefined ? 'None' : <MoneyText money={usage.cap} /> },
          { label: 'Left under the cap', value: usage.cap === undefined ? 'No cap is set' : <MoneyText money={usage.remaining} /> },
          { label: 'Price of a request', value: <MoneyText money={usage.price_per_request} /> },
        ]}
      />
      <SimpleTable
        label="Paid calls by operation"
        variant="borderless"
        items={usage.lines}
        rowId={(line) => `${line.service}:${line.operation}`}
        emptyText="No paid call was made this month"
        columns={[
          { id: 'operation', header: 'Operation', rowHeader: true, cell: (line) => `${line.service}:${line.operation}` },
          { id: 'requests', header: 'Requests', numeric: true, cell: (line) => formatCount(line.requests) },
          { id: 'failed', header: 'Failed, not charged', numeric: true, cell: (line) => formatCount(line.failed) },
          { id: 'cost', header: 'Cost', numeric: true, cell: (line) => <MoneyText money={line.cost} /> },
        ]}
      />
      <Box color="text-body-secondary" fontSize="body-s">
        As counted by the portal. AWS&apos;s bill is what counts.
      </Box>
    </SpaceBetween>
  );
}
