import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';

import type { ApiProblem } from '@/lib/problem';
import { asProblem } from '@/lib/problem';

import { t } from './messages';
import { RichText } from './rich-text';

/** What a failure alert is told. */
export interface ProblemAlertProps {
  /** What could not be done: "We couldn't load margins for Oct 2026." */
  what: string;
  error: unknown;
  onRetry?: () => void;
  /** The figures below are those of an earlier read. */
  stale?: string;
}

/** A failure in place: what failed, why, what to do, the request to name to support, and Retry. */
export function ProblemAlert({ what, error, onRetry, stale }: ProblemAlertProps) {
  const problem = asProblem(error);
  const details = [
    what,
    problem.title,
    problem.detail,
    ...problem.fields.map((field) => `${field.parameter ?? field.pointer ?? ''}: ${field.detail}`),
    problem.missingPermission === undefined ? undefined : `Missing permission: ${problem.missingPermission}`,
    `Code: ${problem.code}`,
    problem.requestId === undefined ? undefined : `Request: ${problem.requestId}`,
  ].filter((line) => line !== undefined);
  return (
    <Alert
      type={stale === undefined ? 'error' : 'warning'}
      header={what}
      action={
        onRetry !== undefined && (
          <Button iconName="refresh" onClick={onRetry}>
            {t('retry')}
          </Button>
        )
      }
    >
      <SpaceBetween size="xs">
        <div role="alert">
          {problem.title}. {problem.detail}
          {problem.fields.map((field) => (
            <Box key={`${field.parameter ?? field.pointer ?? ''}${field.code}`}>
              <Box variant="code">{field.parameter ?? field.pointer}</Box>: {field.detail}
            </Box>
          ))}
          {problem.missingPermission !== undefined && (
            <Box>
              <RichText of={t.parts('denied', { permission: <Box variant="code">{problem.missingPermission}</Box> })} />
            </Box>
          )}
          {stale !== undefined && <Box>{stale}</Box>}
        </div>
        {onRetry !== undefined && problem.retryAfterSeconds !== undefined && <RetryByItself problem={problem} onRetry={onRetry} />}
        <SpaceBetween size="xs" direction="horizontal" alignItems="center">
          {problem.requestId !== undefined && <Box color="text-body-secondary">{t('request', { id: problem.requestId })}</Box>}
          <CopyToClipboard
            variant="inline"
            copyButtonAriaLabel={t('copyDetails')}
            copySuccessText={t('detailsCopied')}
            copyErrorText={t('detailsNotCopied')}
            textToDisplay={t('copyDetails')}
            textToCopy={details.join('\n')}
          />
        </SpaceBetween>
      </SpaceBetween>
    </Alert>
  );
}

/** Tries again when whoever refused said to. Every refusal is a problem of its own, so the next one starts over. */
function RetryByItself({ problem, onRetry }: { problem: ApiProblem; onRetry: () => void }) {
  const [started, setStarted] = useState({ problem, left: problem.retryAfterSeconds ?? 0 });
  if (started.problem !== problem) setStarted({ problem, left: problem.retryAfterSeconds ?? 0 });
  const { left } = started;
  useEffect(() => {
    if (left === 0) return undefined;
    const timer = window.setTimeout(() => {
      setStarted({ problem, left: left - 1 });
      if (left === 1) onRetry();
    }, 1000);
    return () => window.clearTimeout(timer);
  }, [problem, left, onRetry]);
  return <Box color="text-body-secondary">{t('retryIn', { seconds: left.toString() })}</Box>;
}
