import type { JobKind } from '@/api/types';

import { t } from './messages';

/** What a job does. The contract lists every kind, so none can be missing here. */
export const jobKindWords: Record<JobKind, string> = {
  collection: t('collection'),
  plan_apply: t('planApply'),
  schedule: t('schedule'),
  anomalies: t('anomalies'),
};
