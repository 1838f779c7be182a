import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { Coverage, GapClass } from '@/api/types';
import { formatCount, formatPercent } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { MoneyText, UnknownFigure } from '@/ui/money-text';
import { ProvenanceInfo } from '@/ui/provenance-info';
import type { Column } from '@/ui/resource-table/columns';
import { choiceFilter, numberFilter } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { choicesOf, StateBadge } from '@/ui/state-badges';
import { WarningsAlert } from '@/ui/warnings-alert';

import { customerFilters, statusFilter } from './columns';
import { GapsHelp } from './help';
import { t } from './messages';
import { coverageQuery } from './queries';
import { exportWords, gapClasses, gapClassWords, gapStatusWords } from './words';

/** What the table of coverage is told. */
export interface CoverageTableProps {
  receiver: string;
  month: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

const view = (id: string, name: string, filter: string[]) => ({ id, name, state: { filter, match: 'all' as const, search: '', sort: 'customer_name' } });

const views = [
  view('uncovered', t('viewUncovered'), ['status:ne:covered', 'status:ne:kept']),
  view('unknown', t('viewUnknown'), ['status:eq:unknown']),
  view('export', t('viewExportMissing'), ['export_status:eq:missing']),
];

/** Classes few customers have; their columns are hidden at first. */
const rare: GapClass[] = ['free_tier_credit', 'other'];

function coverageColumns(receiver: string, month: string): Column<Coverage>[] {
  return [
    {
      id: 'customer_name',
      header: t('customer'),
      sort: 'customer_name',
      rowHeader: true,
      width: 165,
      cell: (row) => (
        <AppLink href={paths.gaps(receiver, { period: month, filter: `customer_id:eq:${row.customer_id}` })} ariaLabel={t('openGaps', { customer: row.customer_name })}>
          {row.customer_name}
        </AppLink>
      ),
    },
    { id: 'status', header: t('overall'), sort: 'status', width: 158, cell: (row) => <StateBadge words={gapStatusWords[row.status]} /> },
    {
      id: 'covered_classes',
      csv: ['covered_classes', 'known_classes'],
      header: t('coveredOf'),
      sort: 'covered_classes',
      numeric: true,
      width: 128,
      cell: (row) => <Covered row={row} />,
    },
    { id: 'open_gap', csv: ['open_gap.amount', 'open_gap.currency'], header: t('openGap'), sort: 'open_gap', numeric: true, width: 140, cell: (row) => <MoneyText money={row.open_gap} reason={t('noFigure')} /> },
    // All classes are one column of the file.
    ...gapClasses.map((kind, index): Column<Coverage> => ({
      id: kind,
      csv: index === 0 ? ['classes'] : [],
      header: gapClassWords[kind],
      width: 150,
      hiddenAtFirst: rare.includes(kind),
      cell: (row) => <Cell row={row} kind={kind} />,
    })),
    { id: 'export_status', header: t('exportStatus'), sort: 'export_status', width: 150, cell: (row) => <StateBadge words={exportWords[row.export_status]} /> },
    { id: 'customer_id', header: t('customerId'), sort: 'customer_id', width: 200, hiddenAtFirst: true, cell: (row) => row.customer_id },
    { id: 'as_of', header: t('read'), width: 190, hiddenAtFirst: true, cell: (row) => formatInstant(row.as_of) },
  ];
}

/** How many of the classes need nothing. Where nothing is known, nothing is said to be whole. */
function Covered({ row }: { row: Coverage }) {
  if (row.known_classes > 0) return t('ofClasses', { covered: formatCount(row.covered_classes), known: formatCount(row.known_classes) });
  return row.status === 'unknown' ? <UnknownFigure reason={t('noFigure')} /> : t('noClasses');
}

/** How far a class is covered, in words; a percentage where only a part is. */
function Cell({ row, kind }: { row: Coverage; kind: GapClass }) {
  const found = row.classes.find((item) => item.class === kind);
  if (found === undefined) {
    // Without a class that was read the bill itself is not known.
    if (row.classes.length === 0 && row.status === 'unknown') return <UnknownFigure reason={t('noFigure')} />;
    return (
      <Box variant="span" color="text-body-secondary">
        {t('noCharges')}
      </Box>
    );
  }
  const words = gapStatusWords[found.status];
  const partial = found.percent !== undefined && found.status === 'partly';
  return <StateBadge words={partial ? { ...words, text: t('withPercent', { status: words.text, percent: formatPercent(found.percent) }) } : words} />;
}

/** How far what each customer sees is whole, a customer a row and a class a column. */
export function CoverageTable({ receiver, month, address, onState }: CoverageTableProps) {
  const table = 'gaps:coverage';
  const state = useSizedState(table, address);
  const query = useQuery(coverageQuery(receiver, month, state));
  const { data } = query;
  return (
    <SpaceBetween size="m">
      {data !== undefined && <WarningsAlert warnings={data.provenance.warnings} />}
      <ResourceTable
        name={table}
        variant="container"
        title={t('coverageTitle')}
        things={t('coverageThings')}
        info={<InfoLink about={t('about')} topic={<GapsHelp />} />}
        description={data !== undefined && <ProvenanceInfo provenance={data.provenance} />}
        columns={coverageColumns(receiver, month)}
        rowId={(row) => row.customer_id}
        query={query}
        state={state}
        onState={onState}
        views={views}
        csv={csvOf('/gap-analysis/coverage', receiver, { period: month })}
        properties={[...customerFilters(), statusFilter(), choiceFilter('export_status', t('exportStatus'), choicesOf(exportWords)), numberFilter('open_gap', t('openGap')), numberFilter('covered_classes', t('coveredOf'))]}
        empty={{ title: t('emptyCoverage'), text: t('emptyCoverageText', { month: formatMonth(month) }) }}
      />
    </SpaceBetween>
  );
}
