import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { BillingGroupStatus, JobItem, JobStatus, LifecycleState, ViewStatus } from '@/api/types';

import { t } from './messages';

interface Words {
  type: StatusIndicatorProps.Type;
  text: string;
}

/** The state of a transfer, as the portal derives it from AWS's status and dates. */
export const lifecycleWords: Record<LifecycleState, Words> = {
  invited: { type: 'pending', text: t('invited') },
  scheduled: { type: 'pending', text: t('scheduled') },
  active: { type: 'success', text: t('active') },
  ending: { type: 'warning', text: t('ending') },
  ended: { type: 'stopped', text: t('ended') },
  dead: { type: 'stopped', text: t('dead') },
};

/** The state of a billing group. */
export const billingGroupWords: Record<BillingGroupStatus, Words> = {
  active: { type: 'success', text: t('active') },
  pending: { type: 'pending', text: t('pending') },
  primary_account_missing: { type: 'warning', text: t('primaryMissing') },
  missing: { type: 'error', text: t('noGroup') },
  deleted: { type: 'error', text: t('deleted') },
  not_needed: { type: 'stopped', text: t('notNeeded') },
  unknown: { type: 'info', text: t('notKnown') },
};

/** The state of a job. */
export const jobWords: Record<JobStatus, Words> = {
  queued: { type: 'pending', text: t('queued') },
  running: { type: 'in-progress', text: t('running') },
  waiting: { type: 'warning', text: t('waiting') },
  succeeded: { type: 'success', text: t('succeeded') },
  partially_succeeded: { type: 'warning', text: t('partlySucceeded') },
  failed: { type: 'error', text: t('failed') },
  canceled: { type: 'stopped', text: t('canceled') },
};

/** The state of one item of a job. */
export const jobItemWords: Record<JobItem['status'], Words> = {
  done: { type: 'success', text: t('done') },
  partial: { type: 'warning', text: t('partial') },
  failed: { type: 'error', text: t('failed') },
};

/** Whether a billing view could be read. */
export const viewWords: Record<ViewStatus['status'], Words> = {
  read: { type: 'success', text: t('read') },
  no_view: { type: 'stopped', text: t('noView') },
  unhealthy: { type: 'warning', text: t('unhealthy') },
  denied: { type: 'error', text: t('accessDenied') },
  failed: { type: 'error', text: t('failed') },
  pending: { type: 'pending', text: t('notCollectedYet') },
};

/** A state in a word and an icon. */
export function StateBadge({ words }: { words: Words }) {
  return <StatusIndicator type={words.type}>{words.text}</StatusIndicator>;
}

/** The values of a state as choices of a filter. */
export function choicesOf(words: Record<string, Words>): { value: string; label: string }[] {
  return Object.entries(words).map(([value, { text }]) => ({ value, label: text }));
}
