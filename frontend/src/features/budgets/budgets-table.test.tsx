import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Budget } from '@/api/types';
import { addressOf, answers, problemOf } from '@/test/answers';
import { estimated, me, receiver, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const budget: Budget = {
  budget_id: 'bud_01jd2v9r3k8m',
  customer_id: '210000000001',
  customer_name: 'Acme',
  name: 'Acme monthly',
  measure: 'charged',
  limit: usd('1000'),
  thresholds: [80, 100],
  thresholds_passed: [80],
  month: '2026-11',
  actual: usd('850'),
  used_percent: '85',
  forecast: { amount: usd('1200'), lower: usd('1100'), upper: usd('1300'), level_percent: 80, method: 'Mean of the same weekdays', days: 56 },
  state: 'forecast_to_exceed',
  standing: 'open',
  version: 4,
};

const young: Budget = {
  budget_id: 'bud_02jd2v9r3k8m',
  customer_id: '210000000002',
  customer_name: 'Borealis',
  name: 'Borealis monthly',
  measure: 'aws_cost',
  limit: usd('10'),
  thresholds: [],
  month: '2026-11',
  forecast_note: 'The ledger has less than one full billing cycle of this customer.',
  state: 'unknown',
  version: 1,
};

const page = `/r/${receiver}/finops?tab=budgets`;

describe('budgets', () => {
  beforeEach(() => server.use(answers('/finops/budgets', { items: [budget, young], total: 2, provenance: estimated })));

  it('say their state in words, and the forecast with interval and method', async () => {
    renderPortal(page);
    expect(await screen.findByText('Forecast to exceed')).toBeTruthy();
    expect(screen.getByText('80 %: $1,100.00 to $1,300.00')).toBeTruthy();
    expect(screen.getByText('Mean of the same weekdays (56 days)')).toBeTruthy();
  });

  it('say why there is no forecast, and show no zero for what is not known', async () => {
    renderPortal(page);
    const row = (await screen.findByText('Borealis monthly')).closest('tr');
    if (row === null) throw new Error('the budget is in no row');
    expect(within(row).getByText(/less than one full billing cycle/)).toBeTruthy();
    expect(within(row).queryByText('$0.00')).toBeNull();
    expect(within(row).getByText('Not known')).toBeTruthy();
  });

  it('are checked before they are sent, and sent with the version that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      http.put(addressOf('/finops/budgets/{budget_id}'), async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(budget);
      }),
    );
    renderPortal(page);
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for Acme monthly' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit' }));
    const limit = await screen.findByLabelText('Limit a month, in USD');
    await userEvent.clear(limit);
    await userEvent.type(limit, '1.5e3');
    await userEvent.click(screen.getByText('Save budget'));
    expect(await screen.findByText('Write an amount above zero, like 1250.50.')).toBeTruthy();
    expect(screen.getByText('Mend what is marked and try again.')).toBeTruthy();
    expect(sent).toEqual([]);
    await userEvent.clear(limit);
    await userEvent.type(limit, '1,500.25');
    await userEvent.click(screen.getByText('Save budget'));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ limit: usd('1500.25'), version: 4, thresholds: [80, 100] });
    expect(await screen.findByText('The budget Acme monthly was saved.')).toBeTruthy();
  });

  it('keep the form when somebody else changed the budget', async () => {
    server.use(http.put(addressOf('/finops/budgets/{budget_id}'), () => HttpResponse.json(problemOf(409, { title: 'Somebody changed it since' }), { status: 409 })));
    renderPortal(page);
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for Acme monthly' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit' }));
    await userEvent.click(await screen.findByText('Save budget'));
    expect(await screen.findByText(/Somebody changed it since/)).toBeTruthy();
    expect(screen.getByDisplayValue('Acme monthly')).toBeTruthy();
  });

  it('are deleted after a question', async () => {
    const deleted: string[] = [];
    server.use(
      http.delete(addressOf('/finops/budgets/{budget_id}'), ({ params }) => {
        deleted.push(String(params.budget_id));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    renderPortal(page);
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for Acme monthly' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete the budget Acme monthly?' });
    expect(deleted).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('The budget Acme monthly was deleted.')).toBeTruthy();
    expect(deleted).toEqual(['bud_01jd2v9r3k8m']);
  });

  it('are not for a viewer to change, who is told why', async () => {
    renderPortal(page);
    server.use(answers('/me', { ...me, roles: ['viewer'] }));
    const create = await screen.findByRole('button', { name: /^Create budget/ });
    expect(create.getAttribute('aria-disabled')).toBe('true');
  });
});
