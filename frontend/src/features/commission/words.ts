import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

import type { CommissionStatus } from '@/api/types';

import { t } from './messages';

/** Whether a customer is charged a commission, in words. None is neutral: it may be meant so. */
export const commissionWords: Record<CommissionStatus, { type: StatusIndicatorProps.Type; text: string }> = {
  none: { type: 'stopped', text: t('none') },
  active: { type: 'success', text: t('active') },
  several: { type: 'warning', text: t('several') },
  likely: { type: 'pending', text: t('likely') },
  without_base: { type: 'error', text: t('withoutBase') },
  unknown: { type: 'info', text: t('unknown') },
};
