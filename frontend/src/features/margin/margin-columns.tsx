import Button from '@cloudscape-design/components/button';

import type { MarginGrouping, MarginRow } from '@/api/types';
import { formatPoints } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { MarginText, MoneyText, PercentText, UnknownFigure } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { CompletenessBadge, completenessWords, StandingBadge, standingWords } from '@/ui/standing-badge';
import { billingGroupWords, choicesOf, lifecycleWords, StateBadge } from '@/ui/state-badges';

import { t } from './messages';

/** What the columns need to know of the page. */
export interface MarginPlace {
  receiver: string;
  month: string;
  by: MarginGrouping;
  onInspect: (row: MarginRow) => void;
}

const identity: Record<MarginGrouping, string> = { customer: figureWords.customer, service: figureWords.service, month: figureWords.month };

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
    money('aws_cost', figureWords.awsCost, (row) => <MoneyText money={row.figures.aws_cost} reason={row.note} />),
    money('charged', figureWords.charged, (row) => <MoneyText money={row.figures.charged} reason={row.note} />),
    money('margin', figureWords.margin, (row) => <MarginText money={row.figures.margin} reason={row.note} />),
    { ...money('margin_percent', figureWords.marginPercent, (row) => <PercentText percent={row.figures.margin_percent} reason={row.note} />), width: 125 },
    money('margin_change', t('change'), (row) => <Change row={row} />),
    {
      id: 'inspect',
      csv: [],
      header: t('lookCloser'),
      width: 130,
      cell: (row) => (
        <Button variant="inline-link" wrapText={false} ariaLabel={t('lookCloserAt', { name: rowName(row, place.by) })} onClick={() => place.onInspect(row)}>
          {t('lookCloser')}
        </Button>
      ),
    },
    ...(place.by === 'customer' ? customerColumns : []),
    // Line items belong to a customer; AWS shows them as one service.
    { ...money('line_items', figureWords.lineItems, (row) => <MoneyText money={row.figures.line_items} />), hiddenAtFirst: place.by === 'service' },
    { ...money('markup_percent', figureWords.markupPercent, (row) => <PercentText percent={row.figures.markup_percent} reason={row.note} />), hiddenAtFirst: true },
    { ...money('credits', figureWords.credits, (row) => <MoneyText money={row.figures.credits} />), hiddenAtFirst: true },
    { ...money('support', figureWords.support, (row) => <MoneyText money={row.figures.support} />), hiddenAtFirst: true },
    { ...money('tax', t('taxBeside'), (row) => <MoneyText money={row.figures.tax} />), hiddenAtFirst: true },
    { id: 'standing', header: figureWords.standing, sort: 'standing', width: 130, hiddenAtFirst: place.by === 'customer', cell: (row) => <StandingBadge standing={row.standing} /> },
    { id: 'completeness', header: figureWords.bothViews, sort: 'completeness', width: 170, cell: (row) => <CompletenessBadge completeness={row.completeness} /> },
    { id: 'note', header: t('whyNotKnown'), width: 260, hiddenAtFirst: place.by !== 'customer', cell: (row) => row.note ?? '-' },
    { id: 'currency', header: figureWords.currency, sort: 'currency', width: 110, hiddenAtFirst: true, csv: ['figures.currency'], cell: (row) => row.figures.currency },
    { id: 'as_of', header: t('asOfUtc'), width: 200, hiddenAtFirst: true, cell: (row) => formatInstant(row.as_of) },
  ];
}

/** Where the contract does not keep a figure under its own name as an amount. */
const moneyCsv: Partial<Record<string, string[]>> = {
  margin_percent: ['figures.margin_percent'],
  markup_percent: ['figures.markup_percent'],
  margin_change: ['change.margin.amount', 'change.margin_points'],
};

function money(id: string, header: string, cell: Column<MarginRow>['cell']): Column<MarginRow> {
  // At least as wide as its header with the mark of the order: words are longer in German.
  const width = Math.max(125, 62 + 8 * header.length);
  return { id, header, cell, sort: id, numeric: true, width, csv: moneyCsv[id] ?? [`figures.${id}.amount`] };
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
  if (row.change === undefined) return <UnknownFigure reason={t('notComparable')} />;
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
    header: figureWords.billingGroup,
    sort: 'billing_group_status',
    width: 155,
    cell: (row) => (row.billing_group_status === undefined ? '-' : <StateBadge words={billingGroupWords[row.billing_group_status]} />),
  },
];

const customerColumns: Column<MarginRow>[] = [
  { id: 'state', header: figureWords.transfer, sort: 'state', width: 130, cell: (row) => (row.state === undefined ? '-' : <StateBadge words={lifecycleWords[row.state]} />) },
  { id: 'customer_id', header: figureWords.accountId, sort: 'customer_id', width: 150, cell: (row) => row.customer_id ?? '-' },
  { id: 'pricing_plan_name', header: figureWords.pricingPlan, sort: 'pricing_plan_name', width: 160, cell: (row) => row.pricing_plan_name ?? '-' },
];

const figures: FilterProperty[] = (
  [
    ['aws_cost', figureWords.awsCost], ['charged', figureWords.charged], ['margin', figureWords.margin], ['margin_percent', figureWords.marginPercent],
    ['markup_percent', figureWords.markupPercent], ['margin_change', t('changeOf')], ['line_items', figureWords.lineItems],
    ['credits', figureWords.credits], ['support', figureWords.support], ['tax', figureWords.tax],
  ] as const
).map(([key, label]) => ({ key, label, groupLabel: t('values', { label }), kind: 'number' }));

/** The filter properties of the margin list for what a row is. */
export function marginFilters(by: MarginGrouping): FilterProperty[] {
  const customers: FilterProperty[] = [
    { key: 'customer_id', label: figureWords.accountId, groupLabel: t('accountIds'), kind: 'text' },
    { key: 'state', label: figureWords.transfer, groupLabel: t('transferStates'), kind: 'choice', options: choicesOf(lifecycleWords) },
    { key: 'billing_group_status', label: figureWords.billingGroup, groupLabel: t('groupStates'), kind: 'choice', options: choicesOf(billingGroupWords) },
    { key: 'pricing_plan_name', label: figureWords.pricingPlan, groupLabel: t('pricingPlans'), kind: 'text' },
  ];
  return [
    { key: 'label', label: identity[by], groupLabel: t('names', { label: identity[by] }), kind: 'text' },
    ...(by === 'customer' ? customers : []),
    ...figures,
    { key: 'currency', label: figureWords.currency, groupLabel: t('currencies'), kind: 'text' },
    { key: 'standing', label: figureWords.standing, groupLabel: t('standings'), kind: 'choice', options: Object.entries(standingWords).map(([value, label]) => ({ value, label })) },
    {
      key: 'completeness',
      label: figureWords.bothViews,
      groupLabel: figureWords.bothViews,
      kind: 'choice',
      options: Object.entries(completenessWords).map(([value, label]) => ({ value, label })),
    },
  ];
}
