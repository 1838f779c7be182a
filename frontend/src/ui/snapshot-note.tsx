import StatusIndicator from '@cloudscape-design/components/status-indicator';

import { formatInstant } from '@/lib/time';

import { t } from './snapshot-messages';

/** When a list was read from AWS, and why it is older than it should be. */
export function SnapshotNote({ asOf, problem }: { asOf: string | undefined; problem: string | undefined }) {
  return (
    <>
      {asOf === undefined ? t('neverRead') : t('asOf', { instant: formatInstant(asOf) })}
      {problem !== undefined && (
        <>
          {' '}
          <StatusIndicator type="warning">{t('problem', { problem })}</StatusIndicator>
        </>
      )}
    </>
  );
}
