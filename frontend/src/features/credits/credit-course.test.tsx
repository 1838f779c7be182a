import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { Credit, CreditTracker } from '@/api/types';
import { answers } from '@/test/answers';
import { estimated, receiver, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const tracker: CreditTracker = {
  totals: [{ currency: 'USD', estimated_remaining: usd('3100') }],
  alerts: [],
  expiries: [],
  visibility: [{ visibility: 'visible', customers: 6 }],
  trend: [],
  provenance: estimated,
};

const page = `/r/${receiver}/credits?period=2026-10`;

describe('where credits go', () => {
  it('is stacked by the month it expires in, months without an expiry too, and is a table as well', async () => {
    server.use(
      answers('/credit-tracker', {
        ...tracker,
        expiries: [
          { month: '2026-12', kind: 'promotional', currency: 'USD', estimated_remaining: usd('700'), credits: 1 },
          { month: '2027-02', kind: 'map', currency: 'USD', estimated_remaining: usd('2000.5'), credits: 2 },
          { month: '2027-02', kind: 'promotional', currency: 'USD', estimated_remaining: usd('99.5'), credits: 1 },
          { kind: 'other', currency: 'USD', estimated_remaining: usd('300'), credits: 1 },
        ],
      }),
      answers('/credit-tracker/credits', { items: [], total: 0, totals: [], customers_visible: 6, customers_hidden: 18 }),
    );
    renderPortal(`${page}&tab=credits`);
    await userEvent.click(await screen.findByRole('button', { name: 'View as table: Left now by the month it expires in' }));
    expect(screen.getByText('Visible customers only: $3,100.00 left now, AWS’s estimate.')).toBeTruthy();
    const rows = ['Dec 2026', 'Jan 2027', 'Feb 2027', 'Never'].map((name) => screen.getByRole('rowheader', { name }).closest('tr')?.textContent);
    expect(rows[0]).toContain('$700.00');
    expect(rows[1]).not.toContain('$');
    expect(rows[2]).toContain('$2,000.50');
    expect(rows[2]).toContain('$99.50');
    expect(rows[3]).toContain('$300.00');
  });

  it('is the course of one credit: what happened, the forecast as an estimate, and what will expire unused', async () => {
    const credit: Credit = {
      credit_id: '77', customer_id: '210000000001', customer_name: 'Acme', kind: 'map', status: 'expiring', description: 'MAP 2.0', initial: usd('1000'), applied: usd('-220'),
      estimated_remaining: usd('780'), expires_at: '2026-12-31T23:59:59Z', days_left: 38,
      burn: { monthly: usd('100'), basis: 'Mean of 2 whole months, September and October 2026', expiring_unused: usd('650') },
    };
    server.use(
      answers('/credit-tracker', tracker),
      answers('/credit-tracker/credits', { items: [credit], total: 1, totals: [], customers_visible: 24, customers_hidden: 0 }),
      answers('/customers/{customer_id}/credits/{credit_id}', {
        credit,
        cut: false,
        months: [
          { month: '2026-09', applied: usd('-200'), left: usd('800'), estimated: false, forecast: false },
          { month: '2026-10', left: usd('800'), estimated: false, forecast: false },
          { month: '2026-11', applied: usd('-20'), left: usd('780'), estimated: true, forecast: false },
          { month: '2026-11', applied: usd('-30'), left: usd('750'), estimated: true, forecast: true },
          { month: '2026-12', applied: usd('-100'), left: usd('650'), estimated: true, forecast: true },
        ],
      }),
    );
    const { router } = renderPortal(`${page}&tab=credits`);
    await userEvent.click(await screen.findByRole('button', { name: 'Show the course of MAP 2.0 of Acme' }));
    await waitFor(() => expect(router.state.location.search).toHaveProperty('open', '210000000001.77'));
    expect(await screen.findByText(/AWS did not tell of Oct 2026/)).toBeTruthy();
    expect(screen.getByText(/The forecast is an estimate at \$100.00 a month: Mean of 2 whole months/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'View as table: Course of the credit' }));
    const rows = ['Oct 2026', 'Nov 2026', 'Dec 2026'].map((name) => screen.getByRole('rowheader', { name }).closest('tr')?.textContent);
    expect(rows[0]).toContain('AWS did not tell');
    expect(rows[1]).toContain('So far, then forecast-$20.00$780.00$750.00');
    expect(rows[2]).toContain('Forecast');
    expect(rows[2]).toContain('$650.00$650.00');
  });
});
