import { QueryClient } from '@tanstack/react-query';

/** Figures change when a collection ends, which invalidates them; between collections they are read once in this time. */
const figuresFresh = 60_000;

/** The cache of everything read from the server. Retries are the client's business, so a failure is shown at once. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: figuresFresh, retry: false, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
}
