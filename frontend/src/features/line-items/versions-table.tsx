import type { LineItemVersion } from '@/api/types';
import { formatInstant } from '@/lib/time';
import { SimpleTable } from '@/ui/simple-table';

import { t } from './messages';
import { versionChanges } from './versions';

/** What the versions of an item changed, before and after, the newest first. */
export function VersionsTable({ versions, readAt }: { versions: LineItemVersion[]; readAt: string | undefined }) {
  return (
    <SimpleTable
      label={t('versions')}
      title={t('versions')}
      description={readAt === undefined ? t('versionsUnread') : t('versionsText', { instant: formatInstant(readAt) })}
      items={versionChanges(versions)}
      rowId={(change) => change.key}
      emptyText={t('noVersions')}
      columns={[
        { id: 'since', header: t('since'), rowHeader: true, width: 210, cell: (change) => formatInstant(change.since) },
        { id: 'what', header: t('changed'), width: 220, cell: (change) => change.what },
        { id: 'before', header: t('before'), width: 260, cell: (change) => change.before ?? t('nothing') },
        { id: 'after', header: t('after'), width: 260, cell: (change) => change.after ?? t('nothing') },
      ]}
    />
  );
}
