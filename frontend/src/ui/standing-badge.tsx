import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { Completeness, Standing } from '@/api/types';

import { t } from './messages';

/** How settled a month is, in a word and an icon. */
export function StandingBadge({ standing }: { standing: Standing }) {
  switch (standing) {
    case 'open':
      return <StatusIndicator type="in-progress">{standingWords.open}</StatusIndicator>;
    case 'estimated':
      return <StatusIndicator type="pending">{standingWords.estimated}</StatusIndicator>;
    case 'final':
      return <StatusIndicator type="success">{standingWords.final}</StatusIndicator>;
    case 'unknown':
      return <StatusIndicator type="stopped">{standingWords.unknown}</StatusIndicator>;
    default:
      return unreachableStanding(standing);
  }
}

/** The word for a standing, where no icon fits. */
export const standingWords: Record<Standing, string> = {
  open: t('open'),
  estimated: t('standingEstimated'),
  final: t('final'),
  unknown: t('notCollected'),
};

/** The word for how much was read, where no icon fits. */
export const completenessWords: Record<Completeness, string> = {
  complete: t('complete'),
  partial: t('partial'),
  pending: t('notCollectedYet'),
};

/** Whether both views were read. */
export function CompletenessBadge({ completeness }: { completeness: Completeness }) {
  switch (completeness) {
    case 'complete':
      return <StatusIndicator type="success">{completenessWords.complete}</StatusIndicator>;
    case 'partial':
      return <StatusIndicator type="warning">{completenessWords.partial}</StatusIndicator>;
    case 'pending':
      return <StatusIndicator type="pending">{completenessWords.pending}</StatusIndicator>;
    default:
      return unreachableStanding(completeness);
  }
}

function unreachableStanding(value: never): never {
  throw new Error(`${String(value)} is not a standing`);
}
