import Box from '@cloudscape-design/components/box';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';

import { t } from './-messages';

const ProblemAlert = lazy(async () => ({ default: (await import('@/ui/problem-alert')).ProblemAlert }));

/** Shown inside the shell when a page could not be made. */
export function PageFault({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Box padding={{ vertical: 'l' }}>
      <Suspense fallback={null}>
        <ProblemAlert what={t('notShown')} error={error} onRetry={retry} />
      </Suspense>
    </Box>
  );
}
