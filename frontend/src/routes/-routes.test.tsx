import { screen, waitFor } from '@testing-library/react';
import { createMemoryHistory } from '@tanstack/react-router';
import { describe, expect, it } from 'vitest';

import { createQueryClient } from '@/api/query-client';
import { createPortalRouter } from '@/router';
import { fails } from '@/test/answers';
import { receiver } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const addresses = ['/', '/accounts', ...['', '/collections', '/commission', '/credits', '/customers/210000000001', '/finops', '/finops/anomalies/an_0f3a9c17b2', '/gaps', '/jobs', '/jobs/job_01jd2v9r3k8m', '/line-items', '/line-items/a1b2c3d4e5', '/margin', '/plans', '/plans/plan_01jd2v9r3k8m', '/pricing', '/schedules', '/schedules/gap_run', '/transfers', '/transfers/invite'].map((page) => `/r/${receiver}${page}`)];

describe('routes', () => {
  it('are these, with these titles', () => {
    const router = createPortalRouter({ queryClient: createQueryClient(), entrySearch: '' }, createMemoryHistory());
    const listed = addresses.map((address) => {
      const page = router.matchRoutes(address, {}).at(-1);
      return `${page?.fullPath ?? 'none'} | ${page?.staticData.title ?? '-'} | ${page?.staticData.contentType ?? '-'}`;
    });
    expect(listed).toMatchInlineSnapshot(`
      [
        "/ | - | -",
        "/accounts | Receivers | table",
        "/r/$receiver/ | Dashboard | dashboard",
        "/r/$receiver/collections | Collections | table",
        "/r/$receiver/commission | Commission | table",
        "/r/$receiver/credits | Credit tracker | table",
        "/r/$receiver/customers/$customerId | Customer | default",
        "/r/$receiver/finops/ | Financial operations | table",
        "/r/$receiver/finops/anomalies/$anomalyId | Anomaly | default",
        "/r/$receiver/gaps | Gap analysis | table",
        "/r/$receiver/jobs/ | Jobs | table",
        "/r/$receiver/jobs/$jobId | Job | default",
        "/r/$receiver/line-items/ | Custom line items | table",
        "/r/$receiver/line-items/$lineItemId | Custom line item | default",
        "/r/$receiver/margin | Margin analysis | table",
        "/r/$receiver/plans/ | Plans | table",
        "/r/$receiver/plans/$planId | Plan | default",
        "/r/$receiver/pricing | Pricing configuration | table",
        "/r/$receiver/schedules/ | Schedules | table",
        "/r/$receiver/schedules/$scheduleId | Schedule | default",
        "/r/$receiver/transfers/ | Transfers | table",
        "/r/$receiver/transfers/invite | Invite a customer | form",
      ]
    `);
  });

  it('show an unknown address inside the shell', async () => {
    renderPortal(`/r/${receiver}/nothing-here`);
    expect(await screen.findByText(/No page has this address/)).toBeTruthy();
    expect(screen.getByText('Skip to main content')).toBeTruthy();
  });

  it('refuse by name a receiver the caller may not use, and do not switch to another', async () => {
    const { router } = renderPortal('/r/999999999999/margin');
    expect(await screen.findByText('You cannot use receiver 999999999999')).toBeTruthy();
    expect(router.state.location.pathname).toBe('/r/999999999999/margin');
  });

  it('lead from the root to the first receiver', async () => {
    server.use(fails('/dashboard', 500));
    const { router } = renderPortal('/');
    await waitFor(() => expect(router.state.location.pathname).toBe(`/r/${receiver}`));
  });
});
