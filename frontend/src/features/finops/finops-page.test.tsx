import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Finops, UsageCost } from '@/api/types';
import { addressOf, answers, fails } from '@/test/answers';
import { estimated, receiver, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const overview: Finops = {
  month: '2026-10',
  totals: [
    {
      currency: 'USD',
      credits: usd('-120.5'),
      refunds: usd('-7.25'),
      discounts: usd('-30'),
      customers_with_credits: 3,
      customers_with_refunds: 1,
      customers_with_reversals: 1,
    },
  ],
  movers: [{ customer_id: '210000000001', label: 'Acme', currency: 'USD', current: usd('150'), previous: usd('100'), change: usd('50'), change_percent: '50' }],
  movers_note: 'October 2026 with September 2026',
  anomalies: { found: 0, open: 0, impact: [] },
  budgets: { total: 5, ok: 3, forecast_to_exceed: 1, exceeded: 1, unknown: 0 },
  receiver: { note: "These are of the receiver's own organization, not of customers.", problem: 'AWS denied ce:GetAnomalies.' },
  trend: [],
  provenance: estimated,
};

const page = `/r/${receiver}/finops?period=2026-10`;

describe('the overview of financial operations', () => {
  it('shows credits and refunds as two figures and never their sum', async () => {
    server.use(answers('/finops', overview));
    renderPortal(page);
    expect(await screen.findByText('-$120.50')).toBeTruthy();
    expect(screen.getByText('-$7.25')).toBeTruthy();
    expect(screen.queryByText('-$127.75')).toBeNull();
    expect(screen.getByText(/1 of them with more taken back than given/)).toBeTruthy();
  });

  it('does not say zero of what was not looked for or could not be read', async () => {
    server.use(answers('/finops', overview));
    renderPortal(page);
    expect(await screen.findByText('Anomalies of customers')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Found: 0' })).toBeNull();
    expect(screen.getAllByText(/Not known: Not looked for yet/)).toHaveLength(2);
    expect(screen.getAllByText('Not known: AWS denied ce:GetAnomalies.')).toHaveLength(3);
    expect(screen.getByText('Not of customers')).toBeTruthy();
  });

  it('leads from each count to its rows', async () => {
    server.use(answers('/finops', overview));
    renderPortal(page);
    const exceeded = await screen.findByRole('link', { name: 'Exceeded: 1' });
    expect(exceeded.getAttribute('href')).toBe(`/r/${receiver}/finops?filter=state%3Aeq%3Aexceeded&period=2026-10&tab=budgets`);
  });

  it('shows no figure when it cannot be read', async () => {
    server.use(fails('/finops', 500));
    renderPortal(page);
    expect(await screen.findByText("We couldn't load the overview for Oct 2026")).toBeTruthy();
    expect(screen.queryByText('$0.00')).toBeNull();
  });
});

describe('the breakdown', () => {
  const row = (key: string, amount: string): UsageCost => ({ key, label: key, customer_id: '210000000001', currency: 'USD', my_view: usd(amount) });
  const services = Array.from({ length: 30 }, (_, index) => row(`Service ${(index + 1).toString()}`, `${(100 - index).toString()}`));

  it('opens a customer to its services, 25 at a time, and reads the rest on request', async () => {
    const asked: string[] = [];
    server.use(
      http.get(addressOf('/finops/usage'), ({ request }) => {
        const query = new URL(request.url).searchParams;
        const by = query.get('by');
        if (by === 'service') asked.push(`${query.get('filter') ?? ''} page ${query.get('page') ?? ''}`);
        const items = by === 'customer' ? [{ ...row('210000000001', '900'), label: 'Acme' }] : services.slice((Number(query.get('page')) - 1) * 25, Number(query.get('page')) * 25);
        return HttpResponse.json({ items, total: by === 'customer' ? 1 : 30, totals: [], by, provenance: estimated });
      }),
    );
    renderPortal(`${page}&tab=usage`);
    await userEvent.click(await screen.findByRole('button', { name: 'Show the parts of Acme' }));
    expect(await screen.findByText('Service 25')).toBeTruthy();
    expect(screen.queryByText('Service 26')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Show more of Acme' }));
    expect(await screen.findByText('Service 30')).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Show more of Acme' })).toBeNull());
    expect(asked).toEqual(['customer_id:eq:210000000001 page 1', 'customer_id:eq:210000000001 page 2']);
  });

  it('says that accounts are not known rather than that there are none', async () => {
    server.use(answers('/finops/usage', { items: [], total: 0, totals: [], by: 'account', provenance: estimated }));
    renderPortal(`${page}&tab=usage&by=account`);
    expect(await screen.findByText('Accounts are not known yet')).toBeTruthy();
  });
});

describe("the receiver's own", () => {
  it('is marked as no customer’s, and not read is not none', async () => {
    server.use(answers('/finops/receiver-anomalies', { items: [], total: 0, note: 'own', problem: 'AWS denied ce:GetAnomalies.' }));
    renderPortal(`${page}&tab=receiver`);
    expect(await screen.findByText('They could not be read')).toBeTruthy();
    expect(screen.getByText("The receiver's own, not of customers")).toBeTruthy();
    expect(within(screen.getByRole('main')).queryByText('No anomalies')).toBeNull();
  });
});
