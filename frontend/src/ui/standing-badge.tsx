import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { Completeness, Standing } from '@/api/types';

/** How settled a month is, in a word and an icon. */
export function StandingBadge({ standing }: { standing: Standing }) {
  switch (standing) {
    case 'open':
      return <StatusIndicator type="in-progress">Open</StatusIndicator>;
    case 'estimated':
      return <StatusIndicator type="pending">Estimated</StatusIndicator>;
    case 'final':
      return <StatusIndicator type="success">Final</StatusIndicator>;
    case 'unknown':
      return <StatusIndicator type="stopped">Not collected</StatusIndicator>;
    default:
      return unreachableStanding(standing);
  }
}

/** The word for a standing, where no icon fits. */
export const standingWords: Record<Standing, string> = {
  open: 'Open',
  estimated: 'Estimated',
  final: 'Final',
  unknown: 'Not collected',
};

/** Whether both views were read. */
export function CompletenessBadge({ completeness }: { completeness: Completeness }) {
  switch (completeness) {
    case 'complete':
      return <StatusIndicator type="success">Complete</StatusIndicator>;
    case 'partial':
      return <StatusIndicator type="warning">Partial</StatusIndicator>;
    case 'pending':
      return <StatusIndicator type="pending">Not collected yet</StatusIndicator>;
    default:
      return unreachableStanding(completeness);
  }
}

function unreachableStanding(value: never): never {
  throw new Error(`${String(value)} is not a standing`);
}
