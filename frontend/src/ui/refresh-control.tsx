import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';

import { formatClock } from '@/lib/time';

import { t } from './messages';

/** The part of a query the control needs. */
export interface RefreshableQuery {
  isFetching: boolean;
  isPending: boolean;
  dataUpdatedAt: number;
  refetch: () => Promise<unknown>;
}

/** "Last updated 06:00 UTC" and a button that reads the page again from the ledger, which costs nothing. */
export function RefreshControl({ query, things }: { query: RefreshableQuery; things: string }) {
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {query.dataUpdatedAt > 0 && (
        <Box color="text-body-secondary" fontSize="body-s">
          {t('lastUpdated', { time: formatClock(query.dataUpdatedAt) })}
        </Box>
      )}
      <Button
        iconName="refresh"
        ariaLabel={t('refresh', { things })}
        loading={query.isFetching && !query.isPending}
        onClick={() => void query.refetch()}
      />
    </SpaceBetween>
  );
}
