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
import { t } from './messages';
import { usageQuery } from './queries';

/** What the calls of the portal to AWS cost this month. */
export function UsageMeter({ receiver }: { receiver: string }) {
  const query = useQuery(usageQuery(receiver));
  return (
    <Container header={<Header variant="h2" info={<InfoLink about={t('aboutCost')} topic={<CollectionsHelp />} />}>{t('paidCalls')}</Header>}>
      <QueryView query={query} what={t('theMeter')}>
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
          { label: t('spentIn', { month: formatMonth(usage.month) }), value: <MoneyText money={usage.total} /> },
          { label: t('cap'), value: usage.cap === undefined ? t('capNone') : <MoneyText money={usage.cap} /> },
          { label: t('left'), value: usage.cap === undefined ? t('noCap') : <MoneyText money={usage.remaining} /> },
          { label: t('price'), value: <MoneyText money={usage.price_per_request} /> },
        ]}
      />
      <SimpleTable
        label={t('byOperation')}
        variant="borderless"
        items={usage.lines}
        rowId={(line) => `${line.service}:${line.operation}`}
        emptyText={t('noPaid')}
        columns={[
          { id: 'operation', header: t('operation'), rowHeader: true, cell: (line) => `${line.service}:${line.operation}` },
          { id: 'requests', header: t('requests'), numeric: true, cell: (line) => formatCount(line.requests) },
          { id: 'failed', header: t('failedFree'), numeric: true, cell: (line) => formatCount(line.failed) },
          { id: 'cost', header: t('cost'), numeric: true, cell: (line) => <MoneyText money={line.cost} /> },
        ]}
      />
      <Box color="text-body-secondary" fontSize="body-s">
        {t('counted')}
      </Box>
    </SpaceBetween>
  );
}
