import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Anomaly, AnomalyDetail } from '@/api/types';
import { addressOf, answers, problemOf } from '@/test/answers';
import { estimated, me, receiver, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const anomaly: Anomaly = {
  anomaly_id: 'an_0f3a9c17b2',
  customer_id: '210000000001',
  customer_name: 'Acme',
  measure: 'margin',
  status: 'open',
  severity: 'high',
  starts_on: '2026-11-03',
  ends_on: '2026-11-06',
  days: 4,
  ongoing: false,
  service: 'Amazon EC2',
  expected: usd('80'),
  actual: usd('20'),
  impact: usd('-60'),
  impact_percent: '-75',
  drivers: [{ service: 'Amazon EC2', expected: usd('80'), actual: usd('20'), contribution: usd('-60') }],
  explanation: 'The margin of Acme was 20 instead of 80.',
  currency: 'USD',
};

const detail: AnomalyDetail = {
  anomaly,
  days: [
    { day: '2026-11-02', actual: usd('20'), expected: usd('20'), lower: usd('18'), upper: usd('22'), anomalous: false },
    { day: '2026-11-03', actual: usd('5'), expected: usd('20'), lower: usd('18'), upper: usd('22'), anomalous: true },
  ],
  provenance: estimated,
};

const page = `/r/${receiver}/finops/anomalies/${anomaly.anomaly_id}`;

describe('an anomaly', () => {
  it('explains itself: what happened, the days beside what was likely, and what drove it', async () => {
    server.use(answers('/finops/anomalies/{anomaly_id}', detail));
    renderPortal(page);
    expect(await screen.findByText('The margin of Acme was 20 instead of 80.')).toBeTruthy();
    expect(screen.getAllByText('-$60.00').length).toBe(2);
    await userEvent.click(screen.getByRole('button', { name: 'View as table: Actual and expected by day' }));
    const rows = within(await screen.findByRole('grid', { name: 'Actual and expected by day' })).getAllByRole('row').map((row) => row.textContent);
    expect(rows[2]).toBe('3 Nov 2026Anomaly$5.00$20.00$18.00$22.00');
    expect(document.title).toBe('Acme, 3 to 6 Nov 2026, Example Distribution');
  });

  it('is dismissed with a note', async () => {
    const sent: unknown[] = [];
    server.use(
      answers('/finops/anomalies/{anomaly_id}', detail),
      http.put(addressOf('/finops/anomalies/{anomaly_id}/review'), async ({ request }) => {
        sent.push(await request.json());
        const reviewed: Anomaly = { ...anomaly, status: 'dismissed', note: 'Planned', reviewed_by: 'local', reviewed_at: '2026-11-23T06:00:00Z' };
        server.use(answers('/finops/anomalies/{anomaly_id}', { ...detail, anomaly: reviewed }));
        return HttpResponse.json(reviewed);
      }),
    );
    renderPortal(page);
    await userEvent.click(await screen.findByRole('button', { name: 'Dismiss' }));
    const dialog = await screen.findByRole('dialog', { name: 'Dismiss' });
    await userEvent.type(within(dialog).getByRole('textbox'), ' Planned ');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Dismiss' }));
    expect(await screen.findByText('Dismissed by local, 23 Nov 2026, 06:00 UTC')).toBeTruthy();
    expect(sent).toEqual([{ status: 'dismissed', note: 'Planned' }]);
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Dismiss' })).toBeNull());
  });

  it('shows a viewer what could be done with the reason why not', async () => {
    renderPortal(page);
    server.use(answers('/finops/anomalies/{anomaly_id}', detail), answers('/me', { ...me, roles: ['viewer'] }));
    const button = await screen.findByRole('button', { name: /^Acknowledge/ });
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });
});

describe('the list of anomalies', () => {
  it('says that nothing was looked for, and not that there is nothing', async () => {
    server.use(answers('/finops/anomalies', { items: [], total: 0, provenance: estimated }));
    renderPortal(`/r/${receiver}/finops?tab=anomalies`);
    expect(await screen.findByText('Anomalies were not looked for yet')).toBeTruthy();
    expect(screen.queryByText('No anomalies')).toBeNull();
  });

  it('changes thresholds only when they are numbers, with the version that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      answers('/finops/anomalies', { items: [anomaly], total: 1, as_of: '2026-11-23T06:00:00Z', covered_customers: 24, provenance: estimated }),
      answers('/finops/anomaly-settings', { sensitivity: 'medium', min_percent: '30', min_impact: usd('50'), version: 7 }),
      http.put(addressOf('/finops/anomaly-settings'), async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(problemOf(409, { title: 'Somebody changed them since' }), { status: 409 });
      }),
    );
    renderPortal(`/r/${receiver}/finops?tab=anomalies`);
    await screen.findByRole('link', { name: 'Acme, 3 to 6 Nov 2026' });
    await userEvent.click(screen.getByRole('button', { name: 'Thresholds' }));
    const percent = await screen.findByLabelText(/^At least so many percent/);
    await userEvent.clear(percent);
    await userEvent.type(percent, 'much');
    await userEvent.click(screen.getByText('Save'));
    expect(await screen.findByText('Write a number, like 12.5.')).toBeTruthy();
    await userEvent.clear(percent);
    await userEvent.type(percent, '45.5');
    await userEvent.click(screen.getByText('Save'));
    expect(await screen.findByText(/Somebody changed them since/)).toBeTruthy();
    expect(sent).toEqual([{ sensitivity: 'medium', min_percent: '45.5', min_impact: usd('50'), version: 7 }]);
    expect(screen.getByText('Load the thresholds as they are now')).toBeTruthy();
  });
});
