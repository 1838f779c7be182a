import type { LedgerLine } from '@/api/types';
import { chargeClassWords } from '@/features/margin/charge-classes';
import { figureWords } from '@/ui/figure-words';
import { MoneyText } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import { SimpleTable } from '@/ui/simple-table';

import { t } from './messages';

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
    ? [{ id: 'class', header: figureWords.kindOfCharge, width: 220, cell: (line) => (line.class === undefined ? t('taxOrNot') : chargeClassWords[line.class]) }]
    : [];
  return (
    <SimpleTable
      label={title}
      title={title}
      description={t('linesText')}
      items={lines}
      rowId={(line) => `${line.key}${line.class ?? ''}`}
      emptyText={t('noLines')}
      columns={[
        { id: 'key', header, rowHeader: true, width: 320, cell: (line) => line.key },
        ...kind,
        { id: 'my_view', header: figureWords.awsCostMyView, numeric: true, cell: (line) => <MoneyText money={line.my_view} /> },
        { id: 'showback', header: figureWords.chargedShowback, numeric: true, cell: (line) => <MoneyText money={line.showback} /> },
        { id: 'difference', header: t('difference'), numeric: true, cell: (line) => <MoneyText money={line.difference} signed /> },
      ]}
    />
  );
}
