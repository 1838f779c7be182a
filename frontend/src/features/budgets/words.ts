import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

import type { BudgetMeasure, BudgetState } from '@/api/types';

import { figureWords } from '@/ui/figure-words';

import { t } from './messages';

/** Where a budget stands, in words. Within the limit is neutral: it is no success yet while the month runs. */
export const budgetStateWords: Record<BudgetState, { type: StatusIndicatorProps.Type; text: string }> = {
  ok: { type: 'info', text: t('ok') },
  forecast_to_exceed: { type: 'warning', text: t('forecastToExceed') },
  exceeded: { type: 'error', text: t('exceeded') },
  unknown: { type: 'stopped', text: t('unknown') },
};

/** What a budget limits. */
export const budgetMeasureWords: Record<BudgetMeasure, string> = { charged: figureWords.charged, aws_cost: figureWords.awsCost };
