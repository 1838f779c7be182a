import type { AnomalySettings, AnomalySettingsRequest } from '@/api/types';
import { writeDecimal } from '@/lib/decimal';
import { compareAmounts, formatCount } from '@/lib/money';

import { t } from './messages';

/** The largest percentage the contract takes. */
const mostPercent = 99_999;

/** What is wrong with the thresholds that were entered; a threshold that could not be read is undefined. */
export function settingsProblems(percent: string | undefined, impact: string | undefined): { percent: string | undefined; impact: string | undefined } {
  return {
    percent:
      percent === undefined
        ? t('noNumber', { example: writeDecimal('12.5') })
        : compareAmounts(percent, mostPercent.toString()) > 0
          ? t('tooLarge', { most: formatCount(mostPercent) })
          : undefined,
    impact: impact === undefined ? t('noNumber', { example: writeDecimal('12.5') }) : undefined,
  };
}

/** The thresholds as the contract takes them, with the version that was read. */
export function settingsRequest(
  settings: AnomalySettings,
  sensitivity: AnomalySettings['sensitivity'],
  percent: string,
  impact: string,
): AnomalySettingsRequest {
  return { sensitivity, min_percent: percent, min_impact: { amount: impact, currency: settings.min_impact.currency }, version: settings.version };
}
