import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';

import { createQueryClient } from '@/api/query-client';
import { createPortalRouter } from '@/router';

import { answers } from './answers';
import { ledger, me, receiver } from './fixtures';
import { server } from './server';

/** Opens the portal at an address, with its real routes and shell. Who is calling and which receivers there are is answered. */
export function renderPortal(address: string) {
  server.use(
    answers('/me', me),
    answers('/accounts', { items: [{ account_id: receiver, name: 'Example Distribution', status: 'connected' }], total: 1 }),
    answers('/collections', ledger),
    answers('/jobs', { items: [], total: 0 }),
  );
  const history = createMemoryHistory({ initialEntries: [address] });
  const queryClient = createQueryClient();
  const router = createPortalRouter({ queryClient, entrySearch: new URL(address, 'http://portal.example').search }, history);
  render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { router };
}
