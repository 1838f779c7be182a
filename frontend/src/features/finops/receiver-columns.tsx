import type { ReceiverAnomaly, ReceiverBudget } from '@/api/types';
import { budgetStateWords } from '@/features/budgets/words';
import { formatDate, formatDateRange } from '@/lib/time';
import { figureWords } from '@/ui/figure-words';
import { MoneyText, PercentText } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { choicesOf, StateBadge } from '@/ui/state-badges';

import { t } from './messages';

function nameOf(anomaly: ReceiverAnomaly): string {
  return t('anomalyName', { service: anomaly.service ?? t('unnamed'), days: formatDateRange(anomaly.starts_on, anomaly.ends_on ?? anomaly.starts_on) });
}

/** The columns of the anomalies AWS found in the receiver's own organization. */
export const ownAnomalyColumns: Column<ReceiverAnomaly>[] = [
  { id: 'name', csv: ['starts_on', 'ends_on', 'service'], header: t('anomaly'), rowHeader: true, width: 360, cell: nameOf },
  { id: 'impact', csv: ['impact.amount'], header: t('impactOwn'), sort: 'impact', numeric: true, width: 140, cell: (anomaly) => <MoneyText money={anomaly.impact} signed /> },
  { id: 'expected', csv: ['expected.amount'], header: t('expected'), numeric: true, width: 140, cell: (anomaly) => <MoneyText money={anomaly.expected} /> },
  { id: 'actual', csv: ['actual.amount'], header: t('actual'), numeric: true, width: 140, cell: (anomaly) => <MoneyText money={anomaly.actual} /> },
  { id: 'account_id', header: t('accountId'), sort: 'account_id', width: 160, cell: (anomaly) => anomaly.account_id ?? '-' },
  { id: 'region', header: t('region'), width: 130, cell: (anomaly) => anomaly.region ?? '-' },
  { id: 'usage_type', header: t('usageType'), width: 190, cell: (anomaly) => anomaly.usage_type ?? '-' },
  { id: 'starts_on', header: t('startsOn'), sort: 'starts_on', width: 150, hiddenAtFirst: true, cell: (anomaly) => formatDate(anomaly.starts_on) },
  { id: 'service', header: figureWords.service, sort: 'service', width: 260, hiddenAtFirst: true, cell: (anomaly) => anomaly.service ?? '-' },
  { id: 'anomaly_id', header: t('anomalyId'), width: 300, hiddenAtFirst: true, cell: (anomaly) => anomaly.anomaly_id },
];

/** What they can be filtered by. */
export const ownAnomalyFilters: FilterProperty[] = [
  textFilter('service', figureWords.service),
  textFilter('account_id', t('accountId')),
  numberFilter('starts_on', t('startsOn')),
  numberFilter('impact', t('impactOwn')),
];

/** The columns of the AWS budgets of the receiver's own organization. */
export const ownBudgetColumns: Column<ReceiverBudget>[] = [
  { id: 'name', header: t('budget'), sort: 'name', rowHeader: true, width: 240, cell: (budget) => budget.name },
  { id: 'state', header: t('state'), sort: 'state', width: 190, cell: (budget) => <StateBadge words={budgetStateWords[budget.state]} /> },
  { id: 'used_percent', header: t('used'), sort: 'used_percent', numeric: true, width: 120, cell: (budget) => <PercentText percent={budget.used_percent} /> },
  { id: 'actual', csv: ['actual.amount'], header: t('actual'), sort: 'actual', numeric: true, width: 140, cell: (budget) => <MoneyText money={budget.actual} /> },
  { id: 'limit', csv: ['limit.amount'], header: t('limit'), sort: 'limit', numeric: true, width: 140, cell: (budget) => <MoneyText money={budget.limit} /> },
  { id: 'forecast', csv: ['forecast.amount'], header: t('forecast'), sort: 'forecast', numeric: true, width: 170, cell: (budget) => <MoneyText money={budget.forecast} estimated /> },
  { id: 'budget_type', header: t('type'), sort: 'budget_type', width: 130, cell: (budget) => budget.budget_type },
  { id: 'time_unit', header: t('timeUnit'), width: 120, cell: (budget) => budget.time_unit ?? '-' },
  { id: 'health', header: t('health'), width: 220, cell: (budget) => budget.health ?? '-' },
  { id: 'on_view', header: t('onView'), width: 240, hiddenAtFirst: true, cell: (budget) => budget.on_view ?? t('ownView') },
];

/** What they can be filtered by. */
export const ownBudgetFilters: FilterProperty[] = [
  textFilter('name', t('budget')),
  choiceFilter('state', t('state'), choicesOf(budgetStateWords)),
  textFilter('budget_type', t('type')),
  numberFilter('used_percent', t('used')),
  numberFilter('limit', t('limit')),
  numberFilter('actual', t('actual')),
  numberFilter('forecast', t('forecast')),
];
