import type { LedgerLine } from '@/api/types';
import { chargeClassWords } from '@/features/margin/charge-classes';
import { MoneyText } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import { SimpleTable } from '@/ui/simple-table';

/** What a table of ledger lines is told. */
export interface LedgerLinesProps {
  title: string;
  /** What a line is: "Service". */
  header: string;
  lines: LedgerLine[];
  /** Show which kind of charge each line counts as. */
  withClass?: boolean;
}

/** The customer's month on both views, line by line, as the ledger holds it. */
export function LedgerLines({ title, header, lines, withClass = false }: LedgerLinesProps) {
  const kind: Column<LedgerLine>[] = withClass
    ? [{ id: 'class', header: 'Kind of charge', width: 220, cell: (line) => (line.class === undefined ? 'Tax or not classed' : chargeClassWords[line.class]) }]
    : [];
  return (
    <SimpleTable
      label={title}
      title={title}
      description="Tax included. A dash means that the view could not be read."
      items={lines}
      rowId={(line) => `${line.key}${line.class ?? ''}`}
      emptyText="No lines"
      columns={[
        { id: 'key', header, rowHeader: true, width: 320, cell: (line) => line.key },
        ...kind,
        { id: 'my_view', header: 'AWS cost (My view)', numeric: true, cell: (line) => <MoneyText money={line.my_view} /> },
        { id: 'showback', header: 'Charged (Showback)', numeric: true, cell: (line) => <MoneyText money={line.showback} /> },
        { id: 'difference', header: 'Difference', numeric: true, cell: (line) => <MoneyText money={line.difference} signed /> },
      ]}
    />
  );
}
