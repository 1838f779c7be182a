import Container from '@cloudscape-design/components/container';
import Skeleton from '@cloudscape-design/components/skeleton';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { formatClock } from '@/lib/time';

import { t } from './messages';
import { ProblemAlert } from './problem-alert';

/** What a part of a page that shows one answer is told. */
export interface QueryViewProps<T> {
  query: UseQueryResult<T>;
  /** What is being read, for "We couldn't load …": "the dashboard for Oct 2026". */
  what: string;
  children: (data: T) => ReactNode;
}

/** Shows an answer, or that it is being read, or why it could not be; after a failed refresh, the earlier answer marked as such. */
export function QueryView<T>({ query, what, children }: QueryViewProps<T>) {
  const { data, error } = query;
  const retry = () => void query.refetch();
  if (data === undefined) {
    return error === null ? <LoadingBlocks what={what} /> : <ProblemAlert what={t('notLoaded', { things: what })} error={error} onRetry={retry} />;
  }
  return (
    <SpaceBetween size="l">
      {error !== null && (
        <ProblemAlert
          what={t('notRefreshed', { things: what })}
          error={error}
          onRetry={retry}
          stale={t('stale', { time: formatClock(query.dataUpdatedAt) })}
        />
      )}
      {children(data)}
    </SpaceBetween>
  );
}

/** The place of what is being read. */
function LoadingBlocks({ what }: { what: string }) {
  return (
    <div role="status" aria-label={t('loading', { things: what })}>
      <SpaceBetween size="l">
        {['4rem', '12rem', '12rem'].map((height, index) => (
          <Container key={`${height}${index.toString()}`}>
            <Skeleton height={height} />
          </Container>
        ))}
      </SpaceBetween>
    </div>
  );
}
