import type { Adjustment } from '@/api/types';
import { formatInstant } from '@/lib/time';
import { figureWords } from '@/ui/figure-words';
import { MoneyText } from '@/ui/money-text';
import { SimpleTable } from '@/ui/simple-table';

import { t } from './messages';

/** What AWS changed in the month after it was final. The frozen figure stays; the change is beside it. */
export function AdjustmentsTable({ items }: { items: Adjustment[] }) {
  return (
    <SimpleTable
      label={t('lateChanges')}
      title={t('lateChanges')}
      description={t('lateText')}
      items={items}
      rowId={(item) => `${item.view}|${item.record_type}|${item.service}|${item.observed_at}`}
      emptyText={t('noLate')}
      columns={[
        { id: 'service', header: figureWords.service, rowHeader: true, width: 280, cell: (item) => item.service },
        { id: 'record_type', header: t('recordType'), width: 160, cell: (item) => item.record_type },
        { id: 'view', header: t('view'), width: 120, cell: (item) => (item.view === 'my_view' ? 'My view' : 'Showback') },
        { id: 'before', header: t('before'), numeric: true, cell: (item) => <MoneyText money={item.before} /> },
        { id: 'after', header: t('after'), numeric: true, cell: (item) => <MoneyText money={item.after} /> },
        { id: 'observed', header: t('seenUtc'), width: 200, cell: (item) => formatInstant(item.observed_at) },
      ]}
    />
  );
}
