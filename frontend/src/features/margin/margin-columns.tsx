import Button from '@cloudscape-design/components/button';

import type { MarginGrouping, MarginRow } from '@/api/types';
import { formatPoints } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { MarginText, MoneyText, PercentText, UnknownFigure } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { CompletenessBadge, StandingBadge, standingWords } from '@/ui/standing-badge';
import { billingGroupWords, choicesOf, lifecycleWords, StateBadge } from '@/ui/state-badges';

/** What the columns need to know of the page. */
export interface MarginPlace {
  receiver: string;
  month: string;
  by: MarginGrouping;
  onInspect: (row: MarginRow) => void;
}

const identity: Record<MarginGrouping, string> = { customer: 'Customer', service: 'Service', month: 'Month' };

/** Wide enough for the usual names, in pixels. */
const nameWidth: Record<MarginGrouping, number> = { customer: 190, service: 300, month: 130 };

/** The name of a row, as it is shown. */
export function rowName(row: MarginRow, by: MarginGrouping): string {
  return by === 'month' ? formatMonth(row.label) : row.label;
}

/** The columns of the margin list for what a row is. */
export function marginColumns(place: MarginPlace): Column<MarginRow>[] {
  return [
    { id: 'label', header: identity[place.by], sort: 'label', rowHeader: true, width: nameWidth[place.by], cell: (row) => <RowName row={row} place={place} /> },
    ...(place.by === 'customer' ? statusColumns : []),
    money('aws_cost', 'AWS cost', (row) => <MoneyText money={row.figures.aws_cost} reason={row.note} />),
    money('charged', 'Charged', (row) => <MoneyText money={row.figures.charged} reason={row.note} />),
    money('margin', 'Margin', (row) => <MarginText money={row.figures.margin} reason={row.note} />),
    { ...money('margin_percent', 'Margin %', (row) => <PercentText percent={row.figures.margin_percent} reason={row.note} />), width: 125 },
    money('margin_change', 'Change', (row) => <Change row={row} />),
    {
      id: 'inspect',
      header: 'Look closer',
      width: 130,
      cell: (row) => (
        <Button variant="inline-link" wrapText={false} ariaLabel={`Look closer at ${rowName(row, place.by)}`} onClick={() => place.onInspect(row)}>
          Look closer
        </Button>
      ),
    },
    ...(place.by === 'customer' ? customerColumns : []),
    // Line items belong to a customer; AWS shows them as one service.
    { ...money('line_items', 'Line items', (row) => <MoneyText money={row.figures.line_items} />), hiddenAtFirst: place.by === 'service' },
    { ...money('markup_percent', 'Markup %', (row) => <PercentText percent={row.figures.markup_percent} reason={row.note} />), hiddenAtFirst: true },
    { ...money('credits', 'Credits', (row) => <MoneyText money={row.figures.credits} />), hiddenAtFirst: true },
    { ...money('support', 'Support', (row) => <MoneyText money={row.figures.support} />), hiddenAtFirst: true },
    { ...money('tax', 'Tax (beside)', (row) => <MoneyText money={row.figures.tax} />), hiddenAtFirst: true },
    { id: 'standing', header: 'Standing', sort: 'standing', width: 130, cell: (row) => <StandingBadge standing={row.standing} /> },
    { id: 'completeness', header: 'Both views', sort: 'completeness', width: 170, cell: (row) => <CompletenessBadge completeness={row.completeness} /> },
    { id: 'note', header: 'Why not known', width: 260, hiddenAtFirst: place.by !== 'customer', cell: (row) => row.note ?? '-' },
    { id: 'currency', header: 'Currency', sort: 'currency', width: 110, hiddenAtFirst: true, cell: (row) => row.figures.currency },
    { id: 'as_of', header: 'As of (UTC)', width: 200, hiddenAtFirst: true, cell: (row) => formatInstant(row.as_of) },
  ];
}

function money(id: string, header: string, cell: Column<MarginRow>['cell']): Column<MarginRow> {
  return { id, header, cell, sort: id, numeric: true, width: 125 };
}

function RowName({ row, place }: { row: MarginRow; place: MarginPlace }) {
  const name = rowName(row, place.by);
  if (place.by === 'customer' && row.customer_id !== undefined) {
    return <AppLink href={paths.customer(place.receiver, row.customer_id, { period: place.month })}>{name}</AppLink>;
  }
  if (place.by === 'month') return <AppLink href={paths.margin(place.receiver, { period: row.label })}>{name}</AppLink>;
  return name;
}

function Change({ row }: { row: MarginRow }) {
  if (row.change === undefined) return <UnknownFigure reason="Not comparable: one of the two months is not known or still runs." />;
  return (
    <>
      <MoneyText money={row.change.margin} signed />
      {row.change.margin_points !== undefined && <div className="figure">{formatPoints(row.change.margin_points)}</div>}
    </>
  );
}

const statusColumns: Column<MarginRow>[] = [
  {
    id: 'billing_group_status',
    header: 'Billing group',
    sort: 'billing_group_status',
    width: 155,
    cell: (row) => (row.billing_group_status === undefined ? '-' : <StateBadge words={billingGroupWords[row.billing_group_status]} />),
  },
];

const customerColumns: Column<MarginRow>[] = [
  { id: 'state', header: 'Transfer', sort: 'state', width: 130, cell: (row) => (row.state === undefined ? '-' : <StateBadge words={lifecycleWords[row.state]} />) },
  { id: 'customer_id', header: 'Account ID', sort: 'customer_id', width: 150, cell: (row) => row.customer_id ?? '-' },
  { id: 'pricing_plan_name', header: 'Pricing plan', sort: 'pricing_plan_name', width: 160, cell: (row) => row.pricing_plan_name ?? '-' },
];

const figures: FilterProperty[] = (
  [
    ['aws_cost', 'AWS cost'], ['charged', 'Charged'], ['margin', 'Margin'], ['margin_percent', 'Margin %'], ['markup_percent', 'Markup %'],
    ['margin_change', 'Change of margin'], ['line_items', 'Line items'], ['credits', 'Credits'], ['support', 'Support'], ['tax', 'Tax'],
  ] as const
).map(([key, label]) => ({ key, label, groupLabel: `${label} values`, kind: 'number' }));

/** The filter properties of the margin list for what a row is. */
export function marginFilters(by: MarginGrouping): FilterProperty[] {
  const customers: FilterProperty[] = [
    { key: 'customer_id', label: 'Account ID', groupLabel: 'Account IDs', kind: 'text' },
    { key: 'state', label: 'Transfer', groupLabel: 'Transfer states', kind: 'choice', options: choicesOf(lifecycleWords) },
    { key: 'billing_group_status', label: 'Billing group', groupLabel: 'Billing group states', kind: 'choice', options: choicesOf(billingGroupWords) },
    { key: 'pricing_plan_name', label: 'Pricing plan', groupLabel: 'Pricing plans', kind: 'text' },
  ];
  return [
    { key: 'label', label: identity[by], groupLabel: `${identity[by]} names`, kind: 'text' },
    ...(by === 'customer' ? customers : []),
    ...figures,
    { key: 'currency', label: 'Currency', groupLabel: 'Currencies', kind: 'text' },
    { key: 'standing', label: 'Standing', groupLabel: 'Standings', kind: 'choice', options: Object.entries(standingWords).map(([value, label]) => ({ value, label })) },
    {
      key: 'completeness',
      label: 'Both views',
      groupLabel: 'Both views',
      kind: 'choice',
      options: [
        { value: 'complete', label: 'Complete' },
        { value: 'partial', label: 'Partial' },
        { value: 'pending', label: 'Not collected yet' },
      ],
    },
  ];
}
