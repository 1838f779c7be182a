import Box from '@cloudscape-design/components/box';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';

import { ProblemAlert } from '@/ui/problem-alert';

/** Shown inside the shell when a page could not be made. */
export function PageFault({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Box padding={{ vertical: 'l' }}>
      <ProblemAlert what="We couldn't show this page" error={error} onRetry={retry} />
    </Box>
  );
}
