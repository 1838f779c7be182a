import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import type { ReactNode } from 'react';

import type { PlanManager, PricingPlan, PricingRule } from '@/api/types';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatDay } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { MoneyText, PercentText, UnknownFigure } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';

import { t } from './messages';
import { ruleRate, ruleText } from './rule-words';

/** A plan, one of its rules under it, or how to see the rules that did not fit. */
export type PlanTableRow =
  | { kind: 'plan'; key: string; plan: PricingPlan }
  | { kind: 'rule'; key: string; plan: PricingPlan; rule: PricingRule }
  | { kind: 'rest'; key: string; plan: PricingPlan; count: number };

/** How many rules are shown under a plan; more are on the tab of rules. */
const mostRules = 25;

/** The row of a plan. */
export function planRow(plan: PricingPlan): PlanTableRow {
  return { kind: 'plan', key: plan.plan_id, plan };
}

/** The rows under the row of a plan: its rules. */
export function rulesOf(row: PlanTableRow): PlanTableRow[] {
  if (row.kind !== 'plan') return [];
  const { plan } = row;
  const shown = plan.rules.slice(0, mostRules).map((rule): PlanTableRow => ({ kind: 'rule', key: `${plan.plan_id}/${rule.rule_id}`, plan, rule }));
  const left = plan.rule_count - shown.length;
  return left > 0 ? [...shown, { kind: 'rest', key: `${plan.plan_id}/rest`, plan, count: left }] : shown;
}

/** Who keeps a plan, in words. */
export const managers: Record<PlanManager, string> = { aws: t('managedAws'), customer: t('managedCustomer') };

/** A cell that only plans have; a rule under a plan has nothing there. */
function ofPlan(cell: (plan: PricingPlan) => ReactNode): (row: PlanTableRow) => ReactNode {
  return (row) => (row.kind === 'plan' ? cell(row.plan) : null);
}

/** The columns of the table of plans; rules stand in them too. */
export function planColumns(receiver: string, month: string): Column<PlanTableRow>[] {
  return [
    { id: 'name', header: t('plan'), sort: 'name', rowHeader: true, width: 225, cell: (row) => <Name row={row} receiver={receiver} month={month} /> },
    { id: 'does', csv: ['summary'], header: t('does'), width: 320, cell: (row) => doesText(row) },
    { id: 'rule_count', header: t('ruleCount'), sort: 'rule_count', numeric: true, width: 95, cell: ofPlan((plan) => formatCount(plan.rule_count)) },
    {
      id: 'customer_count',
      header: t('customerCount'),
      sort: 'customer_count',
      numeric: true,
      width: 140,
      cell: ofPlan((plan) => <CustomersOf plan={plan} receiver={receiver} month={month} />),
    },
    {
      id: 'charged',
      csv: ['figures'],
      header: t('charged'),
      sort: 'charged',
      numeric: true,
      width: 150,
      cell: ofPlan((plan) => perCurrency(plan, (figures) => <MoneyText money={figures.charged} />)),
    },
    {
      id: 'margin_percent',
      csv: [],
      header: t('marginPercent'),
      sort: 'margin_percent',
      numeric: true,
      width: 120,
      cell: ofPlan((plan) => perCurrency(plan, (figures) => <PercentText percent={figures.margin_percent} />)),
    },
    { id: 'managed_by', header: t('managedBy'), sort: 'managed_by', width: 150, cell: ofPlan((plan) => managers[plan.managed_by]) },
    { id: 'modified_at', header: t('modified'), sort: 'modified_at', width: 150, cell: (row) => formatDay(modified(row)) },
    {
      id: 'description',
      header: t('description'),
      width: 260,
      hiddenAtFirst: true,
      cell: (row) => (row.kind === 'rest' ? null : ((row.kind === 'plan' ? row.plan : row.rule).description ?? '-')),
    },
    {
      id: 'arn',
      header: t('arn'),
      width: 320,
      hiddenAtFirst: true,
      cell: (row) => (row.kind === 'rest' ? null : (row.kind === 'plan' ? row.plan : row.rule).arn),
    },
  ];
}

function Name({ row, receiver, month }: { row: PlanTableRow; receiver: string; month: string }) {
  switch (row.kind) {
    case 'plan':
      return row.plan.name;
    case 'rule':
      return (
        <AppLink href={paths.pricing(receiver, { tab: 'rules', period: month, filter: [`name:eq:${row.rule.name}`] })}>{row.rule.name}</AppLink>
      );
    case 'rest':
      return (
        <AppLink href={paths.pricing(receiver, { tab: 'rules', period: month, filter: [`plan_name:eq:${row.plan.name}`] })}>
          {t('allRules', { count: row.count })}
        </AppLink>
      );
    default:
      return unreachableRow(row);
  }
}

function doesText(row: PlanTableRow): ReactNode {
  if (row.kind === 'rest') return null;
  if (row.kind === 'plan') return row.plan.summary ?? (row.plan.rule_count === 0 ? t('basePricing') : '-');
  return (
    <>
      <Box variant="span" fontWeight="bold">
        {ruleRate(row.rule)}
      </Box>{' '}
      {ruleText(row.rule)} {row.rule.visible_to_customer !== undefined && <Badge color="severity-low">{t('visibleBadge')}</Badge>}
    </>
  );
}

function modified(row: PlanTableRow): string | undefined {
  if (row.kind === 'rest') return undefined;
  const { modified_at: changed, created_at: made } = row.kind === 'plan' ? row.plan : row.rule;
  return changed ?? made;
}

function CustomersOf({ plan, receiver, month }: { plan: PricingPlan; receiver: string; month: string }) {
  if (plan.customer_count === 0) return formatCount(0);
  const customers = t('customerLink', { count: plan.customer_count });
  return (
    <AppLink
      href={paths.margin(receiver, { period: month, filter: [`pricing_plan_name:eq:${plan.name}`] })}
      ariaLabel={t('customerLinkOf', { customers, name: plan.name })}
    >
      {customers}
    </AppLink>
  );
}

function perCurrency(plan: PricingPlan, cell: (figures: PricingPlan['figures'][number]) => ReactNode): ReactNode {
  if (plan.figures.length === 0) return <UnknownFigure reason={t('noFigures')} />;
  return plan.figures.map((figures) => <div key={figures.currency}>{cell(figures)}</div>);
}

function unreachableRow(row: never): never {
  throw new Error(`${JSON.stringify(row)} is not a row of the plans`);
}
