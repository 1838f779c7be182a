import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

import type { Anomaly, AnomalyMeasure, AnomalyStatus } from '@/api/types';
import { formatDateRange } from '@/lib/time';
import { figureWords } from '@/ui/figure-words';

import { t } from './messages';

/** A state as StateBadge shows it. */
interface Words {
  type: StatusIndicatorProps.Type;
  text: string;
}

/** What was made of an anomaly. */
export const anomalyStatusWords: Record<AnomalyStatus, Words> = {
  open: { type: 'warning', text: t('open') },
  acknowledged: { type: 'info', text: t('acknowledged') },
  dismissed: { type: 'stopped', text: t('dismissed') },
};

/** How much an anomaly weighs. */
export const severityWords: Record<Anomaly['severity'], Words> = {
  high: { type: 'error', text: t('high') },
  medium: { type: 'warning', text: t('medium') },
  low: { type: 'info', text: t('low') },
};

/** What deviated. */
export const measureWords: Record<AnomalyMeasure, string> = { charged: figureWords.charged, margin: figureWords.margin };

/** "Acme, 3 Nov 2026 to 6 Nov 2026". */
export function anomalyName(anomaly: Anomaly): string {
  return t('name', { customer: anomaly.customer_name, days: formatDateRange(anomaly.starts_on, anomaly.ends_on) });
}

/** "4 days", and whether it goes on. */
export function durationText(anomaly: Anomaly): string {
  return t(anomaly.ongoing ? 'daysOngoing' : 'days', { count: anomaly.days });
}
