import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Spinner from '@cloudscape-design/components/spinner';
import ToggleButton from '@cloudscape-design/components/toggle-button';
import type { ReactNode } from 'react';
import { lazy, Suspense, useState } from 'react';

import type { Money } from '@/api/types';

import { t } from './messages';
import { MoneyText } from './money-text';
import type { Column } from './resource-table/columns';
import { SimpleTable } from './simple-table';

/** One row of bars or one line; `values` has one amount for each category, and a gap where it is not known. */
export interface CostSeries {
  title: string;
  kind: 'bar' | 'line';
  values: (Money | undefined)[];
}

/** What a chart of amounts is told. All amounts are in one currency. */
export interface CostChartProps {
  title: string;
  /** What the chart shows, for those who cannot see it. */
  description: string;
  /** What the categories are: "Month". */
  categoryTitle: string;
  categories: string[];
  /** Words beside a category in the table: the standing of a month. */
  notes?: (string | undefined)[];
  /** What the notes are; the standing of a month without it. */
  noteTitle?: string;
  series: CostSeries[];
  currency: string;
  horizontal?: boolean;
  /** Bars of a category on top of one another instead of side by side. */
  stacked?: boolean;
  /** A line across the chart at one category. */
  marker?: { title: string; category: string };
  height?: number;
  info?: ReactNode;
  footer?: ReactNode;
}

// The chart code is loaded when the first chart is shown: 65 KB that lists do not need.
const CostChartPlot = lazy(async () => ({ default: (await import('./cost-chart-plot')).CostChartPlot }));

interface TableRow {
  category: string;
  note: string | undefined;
  values: (Money | undefined)[];
}

/** A chart of amounts with the same amounts as a table, to the digit. */
export function CostChart(props: CostChartProps) {
  const [asTable, setAsTable] = useState(false);
  const rows = props.categories.map((category, index) => ({
    category,
    note: props.notes?.[index],
    values: props.series.map((series) => series.values[index]),
  }));
  return (
    <Container
      fitHeight
      footer={props.footer}
      header={
        <Header
          variant="h2"
          info={props.info}
          actions={
            <ToggleButton
              pressed={asTable}
              iconName="view-horizontal"
              pressedIconName="view-horizontal"
              ariaLabel={t('viewAsTableOf', { title: props.title })}
              onChange={({ detail }) => setAsTable(detail.pressed)}
            >
              {t('viewAsTable')}
            </ToggleButton>
          }
        >
          {props.title}
        </Header>
      }
    >
      {asTable ? (
        <SimpleTable
          label={props.title}
          variant="borderless"
          columns={tableColumns(props)}
          items={rows}
          rowId={(row) => row.category}
          emptyText={t('noFigures')}
        />
      ) : (
        <Suspense
          fallback={
            <Box textAlign="center" padding="xxl">
              <Spinner /> {t('loadingChart')}
            </Box>
          }
        >
          <CostChartPlot {...props} />
        </Suspense>
      )}
    </Container>
  );
}

function tableColumns(props: CostChartProps): Column<TableRow>[] {
  return [
    { id: 'category', header: props.categoryTitle, rowHeader: true, cell: (row) => row.category },
    ...(props.notes === undefined ? [] : [{ id: 'note', header: props.noteTitle ?? t('standing'), cell: (row: TableRow) => row.note ?? '-' }]),
    ...props.series.map((series, index) => ({
      id: series.title,
      header: t('column', { title: series.title, currency: props.currency }),
      numeric: true,
      cell: (row: TableRow) => <MoneyText money={row.values[index]} />,
    })),
  ];
}
