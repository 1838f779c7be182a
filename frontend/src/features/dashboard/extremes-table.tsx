import type { MarginRow } from '@/api/types';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { MarginText, MoneyText, PercentText } from '@/ui/money-text';
import { SimpleTable } from '@/ui/simple-table';

import { t } from './messages';

/** What a table of extremes is told. */
export interface ExtremesTableProps {
  receiver: string;
  month: string;
  title: string;
  rows: MarginRow[];
  /** How the full list is sorted to begin with these rows. */
  sort: string;
}

/** The customers at one end of the list, with a link to all of them. */
export function ExtremesTable({ receiver, month, title, rows, sort }: ExtremesTableProps) {
  return (
    <SimpleTable
      label={title}
      title={title}
      items={rows}
      rowId={(row) => row.key}
      emptyText={t('noneKnown')}
      columns={[
        {
          id: 'label',
          header: figureWords.customer,
          rowHeader: true,
          cell: (row) =>
            row.customer_id === undefined ? row.label : <AppLink href={paths.customer(receiver, row.customer_id, { period: month })}>{row.label}</AppLink>,
        },
        { id: 'aws_cost', header: figureWords.awsCost, numeric: true, cell: (row) => <MoneyText money={row.figures.aws_cost} reason={row.note} /> },
        { id: 'margin', header: figureWords.margin, numeric: true, cell: (row) => <MarginText money={row.figures.margin} reason={row.note} /> },
        { id: 'margin_percent', header: figureWords.marginPercent, numeric: true, cell: (row) => <PercentText percent={row.figures.margin_percent} reason={row.note} /> },
      ]}
      footer={
        <AppLink href={paths.margin(receiver, { period: month, sort })} ariaLabel={t('showAllOf', { title })}>
          {t('showAll')}
        </AppLink>
      }
    />
  );
}
