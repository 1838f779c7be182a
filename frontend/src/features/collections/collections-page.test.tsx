import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import { addressOf, answers } from '@/test/answers';
import { emptyDashboard, ledger, me, receiver, runningJob, usage } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

describe('starting a collection', () => {
  it('shows what it costs before anything is started', async () => {
    const started: unknown[] = [];
    server.use(
      answers('/usage', usage),
      http.post(addressOf('/collections'), async ({ request }) => {
        started.push(await request.json());
        return new HttpResponse(JSON.stringify(runningJob), { status: 202, headers: { 'Content-Type': 'application/json' } });
      }),
    );
    renderPortal(`/r/${receiver}/collections`);
    await screen.findByRole('link', { name: 'Oct 2026' });
    await userEvent.click(screen.getByText('Start collection'));
    await userEvent.click(await screen.findByText('The months that are not final'));
    expect(await screen.findByText('$1.23')).toBeTruthy();
    expect(screen.getByText('24 customers, 2 views each, 1 page a view')).toBeTruthy();
    expect(started).toEqual([]);
    await userEvent.click(screen.getByText('Start and accept the cost'));
    await waitFor(() => expect(started).toEqual([{ mode: 'refresh' }]));
  });

  it('is not open to a viewer, who is told why', async () => {
    renderPortal(`/r/${receiver}/collections`);
    server.use(answers('/me', { ...me, roles: ['viewer'] }), answers('/usage', usage));
    await screen.findByRole('link', { name: 'Oct 2026' });
    await userEvent.click(screen.getByText('Start collection'));
    const item = (await screen.findByText('The months that are not final')).closest('[role="menuitem"]');
    expect(item?.getAttribute('aria-disabled')).toBe('true');
    await userEvent.hover(screen.getByText('The months that are not final'));
    expect((await screen.findAllByText('You need the Operator role.')).length).toBeGreaterThan(0);
  });
});

describe('a running collection', () => {
  it('is shown on every page with its true progress, also right after a reload', async () => {
    renderPortal(`/r/${receiver}`);
    server.use(answers('/dashboard', emptyDashboard), answers('/collections', { ...ledger, running_job: runningJob }));
    expect(await screen.findByText('9 of 24 done')).toBeTruthy();
    expect(screen.getByText('View job')).toBeTruthy();
  });

  it('is what a first visit shows in the place of figures', async () => {
    renderPortal(`/r/${receiver}`);
    server.use(answers('/dashboard', emptyDashboard), answers('/collections', { items: [], total: 0, running_job: runningJob }));
    expect(await screen.findByText('Collecting your first figures')).toBeTruthy();
    expect(screen.queryByText('$0.00')).toBeNull();
  });
});
