import type { Adjustment } from '@/api/types';
import { formatInstant } from '@/lib/time';
import { MoneyText } from '@/ui/money-text';
import { SimpleTable } from '@/ui/simple-table';

/** What AWS changed in the month after it was final. The frozen figure stays; the change is beside it. */
export function AdjustmentsTable({ items }: { items: Adjustment[] }) {
  return (
    <SimpleTable
      label="Late changes"
      title="Late changes"
      description="What AWS changed after the month was final. The figures above are those of the final month."
      items={items}
      rowId={(item) => `${item.view}|${item.record_type}|${item.service}|${item.observed_at}`}
      emptyText="AWS changed nothing after the month was final"
      columns={[
        { id: 'service', header: 'Service', rowHeader: true, width: 280, cell: (item) => item.service },
        { id: 'record_type', header: 'Record type', width: 160, cell: (item) => item.record_type },
        { id: 'view', header: 'View', width: 120, cell: (item) => (item.view === 'my_view' ? 'My view' : 'Showback') },
        { id: 'before', header: 'Before', numeric: true, cell: (item) => <MoneyText money={item.before} /> },
        { id: 'after', header: 'After', numeric: true, cell: (item) => <MoneyText money={item.after} /> },
        { id: 'observed', header: 'Seen (UTC)', width: 200, cell: (item) => formatInstant(item.observed_at) },
      ]}
    />
  );
}
