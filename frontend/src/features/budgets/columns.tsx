import Box from '@cloudscape-design/components/box';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import type { ReactNode } from 'react';

import type { Budget } from '@/api/types';
import { formatCount, formatMoney } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { MoneyText, PercentText } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { choicesOf, StateBadge } from '@/ui/state-badges';

import { t } from './messages';
import { budgetMeasureWords, budgetStateWords } from './words';

/** What the columns need to know of the page. */
export interface BudgetsPlace {
  receiver: string;
  month: string;
  ofOneCustomer: boolean;
  /** Why this person may not change a budget. */
  roleReason: string | undefined;
  onEdit: (budget: Budget) => void;
  onDelete: (budget: Budget) => void;
}

/** The columns of the list of budgets. */
export function budgetColumns(place: BudgetsPlace): Column<Budget>[] {
  const customer: Column<Budget> = {
    id: 'customer_name',
    header: figureWords.customer,
    sort: 'customer_name',
    width: 155,
    cell: (budget) => (
      <AppLink href={paths.customer(place.receiver, budget.customer_id, { period: place.month, tab: 'budgets' })}>{budget.customer_name}</AppLink>
    ),
  };
  return [
    { id: 'name', header: t('budget'), sort: 'name', rowHeader: true, width: 170, cell: (budget) => budget.name },
    { id: 'actions', csv: [], header: t('actions'), width: 90, cell: (budget) => <Actions budget={budget} place={place} /> },
    { id: 'state', header: t('state'), sort: 'state', width: 175, cell: (budget) => <StateBadge words={budgetStateWords[budget.state]} /> },
    ...(place.ofOneCustomer ? [] : [customer]),
    { id: 'used_percent', header: t('used'), sort: 'used_percent', numeric: true, width: 110, cell: (budget) => <PercentText percent={budget.used_percent} reason={t('noActual')} /> },
    { id: 'actual', csv: ['actual.amount', 'actual.currency'], header: t('actual'), sort: 'actual', numeric: true, width: 150, cell: (budget) => <MoneyText money={budget.actual} estimated={budget.standing !== 'final'} reason={t('noActual')} /> },
    { id: 'forecast', csv: ['forecast.amount.amount', 'forecast.lower.amount', 'forecast.upper.amount'], header: t('forecast'), sort: 'forecast', numeric: true, width: 240, cell: (budget) => <ForecastText budget={budget} /> },
    { id: 'limit', csv: ['limit.amount'], header: t('limit'), sort: 'limit', numeric: true, width: 140, cell: (budget) => <MoneyText money={budget.limit} /> },
    { id: 'thresholds', header: t('thresholds'), width: 190, cell: thresholdsText },
    { id: 'measure', header: t('measure'), sort: 'measure', width: 190, cell: (budget) => budgetMeasureWords[budget.measure] },
    { id: 'created_by', header: t('createdBy'), width: 140, hiddenAtFirst: true, cell: (budget) => budget.created_by ?? '-' },
    { id: 'updated_at', header: t('updated'), width: 200, hiddenAtFirst: true, cell: (budget) => formatInstant(budget.updated_at) },
  ];
}

/** The forecast with its interval and method; or why there is none. */
function ForecastText({ budget }: { budget: Budget }) {
  const { forecast } = budget;
  if (forecast === undefined) {
    return (
      <>
        {t('noForecast')}
        {budget.forecast_note !== undefined && <Small>{budget.forecast_note}</Small>}
      </>
    );
  }
  return (
    <>
      <MoneyText money={forecast.amount} estimated />
      <Small>
        {t('forecastOf', { level: formatCount(forecast.level_percent), lower: formatMoney(forecast.lower), upper: formatMoney(forecast.upper) })}
      </Small>
      <Small>{t('forecastMethod', { method: forecast.method, days: forecast.days })}</Small>
    </>
  );
}

function Small({ children }: { children: ReactNode }) {
  return (
    <Box fontSize="body-s" color="text-body-secondary">
      {children}
    </Box>
  );
}

function thresholdsText(budget: Budget): string {
  if (budget.thresholds.length === 0) return t('thresholdsNone');
  const percents = (values: number[]) => values.map((value) => `${formatCount(value)} %`).join(', ');
  const passed = budget.thresholds_passed ?? [];
  return passed.length === 0 ? percents(budget.thresholds) : t('thresholdsPassed', { passed: percents(passed), all: percents(budget.thresholds) });
}

function Actions({ budget, place }: { budget: Budget; place: BudgetsPlace }) {
  const reason = place.roleReason;
  const item = (id: string, text: string) => ({ id, text, disabled: reason !== undefined, ...(reason !== undefined && { disabledReason: reason }) });
  return (
    <ButtonDropdown
      variant="inline-icon"
      ariaLabel={t('actionsFor', { name: budget.name })}
      expandToViewport
      items={[item('edit', t('edit')), item('delete', t('remove'))]}
      onItemClick={({ detail }) => (detail.id === 'edit' ? place.onEdit(budget) : place.onDelete(budget))}
    />
  );
}

/** The filter properties of the list. */
export function budgetFilters(ofOneCustomer: boolean): FilterProperty[] {
  return [
    textFilter('name', t('budget')),
    choiceFilter('state', t('state'), choicesOf(budgetStateWords)),
    ...(ofOneCustomer ? [] : [textFilter('customer_name', figureWords.customer), textFilter('customer_id', t('customerId'))]),
    choiceFilter('measure', t('measure'), Object.entries(budgetMeasureWords).map(([value, label]) => ({ value, label }))),
    numberFilter('used_percent', t('used')),
    numberFilter('limit', t('limit')),
    numberFilter('actual', t('actual')),
    numberFilter('forecast', t('forecast')),
  ];
}
