import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { PricingRule } from '@/api/types';
import { paths } from '@/lib/paths';
import { formatDay } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { SnapshotNote } from '@/ui/snapshot-note';

import { t } from './messages';
import type { PricingTableProps } from './plans-table';
import { pricingRulesQuery } from './queries';
import { ruleRate, ruleScopeWords, ruleTypeWords } from './rule-words';

function columnsFor(receiver: string, month: string): Column<PricingRule>[] {
  return [
    { id: 'name', header: t('rule'), sort: 'name', rowHeader: true, width: 230, cell: (rule) => rule.name },
    { id: 'type', header: t('type'), sort: 'type', width: 130, cell: (rule) => ruleTypeWords[rule.type] },
    { id: 'percent', header: t('percent'), sort: 'percent', numeric: true, width: 250, cell: ruleRate },
    { id: 'scope', header: t('scope'), sort: 'scope', width: 150, cell: (rule) => ruleScopeWords[rule.scope] },
    { id: 'service', header: t('service'), sort: 'service', width: 170, cell: (rule) => rule.service ?? rule.billing_entity ?? '-' },
    { id: 'usage_type', header: t('usageType'), width: 180, cell: (rule) => rule.usage_type ?? '-' },
    { id: 'plan_count', header: t('planCount'), sort: 'plan_count', width: 220, cell: (rule) => <PlansOf rule={rule} receiver={receiver} month={month} /> },
    { id: 'visible', csv: ['visible_to_customer'], header: t('whatCustomersSee'), width: 300, cell: (rule) => rule.visible_to_customer ?? t('nothing') },
    { id: 'operation', header: t('operation'), width: 160, hiddenAtFirst: true, cell: (rule) => rule.operation ?? '-' },
    { id: 'billing_entity', header: t('billingEntity'), width: 170, hiddenAtFirst: true, cell: (rule) => rule.billing_entity ?? '-' },
    { id: 'description', header: t('description'), width: 260, hiddenAtFirst: true, cell: (rule) => rule.description ?? '-' },
    { id: 'modified_at', header: t('modified'), sort: 'modified_at', width: 150, cell: (rule) => formatDay(rule.modified_at ?? rule.created_at) },
    { id: 'arn', header: t('arn'), width: 320, hiddenAtFirst: true, cell: (rule) => rule.arn },
  ];
}

/** The plans shown by name; a rule can be in a thousand. */
const mostPlans = 3;

function PlansOf({ rule, receiver, month }: { rule: PricingRule; receiver: string; month: string }) {
  if (rule.plan_count === 0) return <StatusIndicator type="warning">{t('unused')}</StatusIndicator>;
  const names = (rule.plan_names ?? []).slice(0, mostPlans);
  const left = rule.plan_count - names.length;
  return (
    <>
      {names.map((name) => (
        <div key={name}>
          <AppLink href={paths.pricing(receiver, { period: month, filter: [`name:eq:${name}`] })}>{name}</AppLink>
        </div>
      ))}
      {left > 0 && <div>{t('planNamesRest', { count: left })}</div>}
    </>
  );
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));

const filters: FilterProperty[] = [
  textFilter('name', t('rule')),
  choiceFilter('type', t('type'), options(ruleTypeWords)),
  choiceFilter('scope', t('scope'), options(ruleScopeWords)),
  textFilter('service', t('service')),
  numberFilter('percent', t('percent')),
  textFilter('plan_name', t('planName')),
  numberFilter('plan_count', t('planCount')),
];

/** Preferences of this table are remembered under this name. */
const table = 'pricing:rules';

/** Every pricing rule: what it changes, for what, and what customers see of it. */
export function RulesTable({ receiver, month, address, onState }: PricingTableProps) {
  const state = useSizedState(table, address);
  const query = useQuery(pricingRulesQuery(receiver, state));
  const { data } = query;
  return (
    <ResourceTable
      name={table}
      variant="container"
      title={t('rules')}
      things={t('thingsRules')}
      description={data !== undefined && <SnapshotNote asOf={data.as_of} problem={data.problem} />}
      columns={columnsFor(receiver, month)}
      rowId={(rule) => rule.rule_id}
      query={query}
      state={state}
      onState={onState}
      properties={filters}
      csv={csvOf('/billing-conductor/rules', receiver)}
      empty={{ title: t('emptyRules'), text: t('emptyRulesText') }}
    />
  );
}
