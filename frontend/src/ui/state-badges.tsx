import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { BillingGroupStatus, JobItem, JobStatus, LifecycleState, ViewStatus } from '@/api/types';

interface Words {
  type: StatusIndicatorProps.Type;
  text: string;
}

/** The state of a transfer, as the portal derives it from AWS's status and dates. */
export const lifecycleWords: Record<LifecycleState, Words> = {
  invited: { type: 'pending', text: 'Invited' },
  scheduled: { type: 'pending', text: 'Scheduled' },
  active: { type: 'success', text: 'Active' },
  ending: { type: 'warning', text: 'Ending' },
  ended: { type: 'stopped', text: 'Ended' },
  dead: { type: 'stopped', text: 'Declined, canceled or expired' },
};

/** The state of a billing group. */
export const billingGroupWords: Record<BillingGroupStatus, Words> = {
  active: { type: 'success', text: 'Active' },
  pending: { type: 'pending', text: 'Pending' },
  primary_account_missing: { type: 'warning', text: 'Primary account missing' },
  missing: { type: 'error', text: 'No billing group' },
  deleted: { type: 'error', text: 'Deleted' },
  not_needed: { type: 'stopped', text: 'Not needed' },
  unknown: { type: 'info', text: 'Not known' },
};

/** The state of a job. */
export const jobWords: Record<JobStatus, Words> = {
  queued: { type: 'pending', text: 'Queued' },
  running: { type: 'in-progress', text: 'Running' },
  waiting: { type: 'warning', text: 'Waiting' },
  succeeded: { type: 'success', text: 'Succeeded' },
  partially_succeeded: { type: 'warning', text: 'Partially succeeded' },
  failed: { type: 'error', text: 'Failed' },
  canceled: { type: 'stopped', text: 'Canceled' },
};

/** The state of one item of a job. */
export const jobItemWords: Record<JobItem['status'], Words> = {
  done: { type: 'success', text: 'Done' },
  partial: { type: 'warning', text: 'Partial' },
  failed: { type: 'error', text: 'Failed' },
};

/** Whether a billing view could be read. */
export const viewWords: Record<ViewStatus['status'], Words> = {
  read: { type: 'success', text: 'Read' },
  no_view: { type: 'stopped', text: 'No view' },
  unhealthy: { type: 'warning', text: 'Unhealthy' },
  denied: { type: 'error', text: 'Access denied' },
  failed: { type: 'error', text: 'Failed' },
  pending: { type: 'pending', text: 'Not collected yet' },
};

/** A state in a word and an icon. */
export function StateBadge({ words }: { words: Words }) {
  return <StatusIndicator type={words.type}>{words.text}</StatusIndicator>;
}

/** The values of a state as choices of a filter. */
export function choicesOf(words: Record<string, Words>): { value: string; label: string }[] {
  return Object.entries(words).map(([value, { text }]) => ({ value, label: text }));
}
