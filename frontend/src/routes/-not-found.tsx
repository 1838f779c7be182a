import { lazy, Suspense } from 'react';

const NotFoundText = lazy(async () => ({ default: (await import('@/features/identity/not-found')).NotFoundText }));

/** Shown inside the shell for an address no page has. */
export function NotFoundPage() {
  return (
    <Suspense fallback={null}>
      <NotFoundText />
    </Suspense>
  );
}
