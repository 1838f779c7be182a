import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { CreditAllocation, CreditCustomer, CreditTracker } from '@/api/types';
import { addressOf, answers, fails } from '@/test/answers';
import { estimated, receiver, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const tracker: CreditTracker = {
  totals: [
    { currency: 'USD', applied: usd('-120.5'), modelled: usd('-20.5'), unmodelled: usd('-100'), initial: usd('5000'), remaining: usd('3200'), estimated_remaining: usd('3100'), expiring: usd('700'), expiring_unused: usd('250') },
  ],
  alerts: [
    { days: 30, credits: 2, customers: 1, remaining: [usd('400')] },
    { days: 60, credits: 0, customers: 0, remaining: [] },
    { days: 90, credits: 1, customers: 1, remaining: [usd('300')] },
  ],
  expiries: [],
  visibility: [
    { visibility: 'visible', customers: 5 },
    { visibility: 'partial', customers: 1 },
    { visibility: 'no_role', customers: 18 },
  ],
  trend: [],
  balances_read_at: '2026-11-23T06:00:00Z',
  provenance: estimated,
};

const acme: CreditCustomer = {
  customer_id: '210000000001',
  customer_name: 'Acme',
  currency: 'USD',
  applied: usd('-80'),
  modelled: usd('0'),
  unmodelled: usd('-80'),
  policy: 'pass_through',
  visibility: 'no_role',
  credits: 0,
  standing: 'final',
};

const customers = (...items: CreditCustomer[]) => answers('/credit-tracker/customers', { items, total: items.length, totals: [], provenance: estimated });

const page = `/r/${receiver}/credits?period=2026-10`;
const main = () => within(screen.getByRole('main'));

describe('the overview of credits', () => {
  it('says what each tier covers and leads from an alert to its rows', async () => {
    server.use(answers('/credit-tracker', tracker), customers(acme));
    renderPortal(page);
    expect(await screen.findByText(/From the ledger, every customer/)).toBeTruthy();
    expect(screen.getByText(/Only customers that granted a role: 6 of 24/)).toBeTruthy();
    const soon = screen.getByRole('link', { name: '2 credits of 1 customer, $400.00 left' });
    expect(new URLSearchParams(soon.getAttribute('href')?.split('?')[1]).getAll('filter')).toEqual(['days_left:gte:0', 'days_left:lte:30', 'status:ne:exhausted', 'status:ne:expired']);
    const later = screen.getByRole('link', { name: '1 credit of 1 customer, $300.00 left' });
    expect(new URLSearchParams(later.getAttribute('href')?.split('?')[1]).getAll('filter')).toEqual(['days_left:gte:61', 'days_left:lte:90', 'status:ne:exhausted', 'status:ne:expired']);
  });

  it('never reads a missing role as no credits', async () => {
    const hidden: CreditTracker = {
      ...tracker,
      totals: [{ currency: 'USD', applied: usd('-80'), modelled: usd('0'), unmodelled: usd('-80') }],
      alerts: [{ days: 30, credits: 0, customers: 0, remaining: [] }],
      visibility: [{ visibility: 'no_role', customers: 1 }],
    };
    server.use(answers('/credit-tracker', hidden), customers(acme));
    renderPortal(page);
    expect(await screen.findByText('No balance of a customer is visible.')).toBeTruthy();
    expect(screen.getByText('not known: no balance is visible')).toBeTruthy();
    const row = (await screen.findByRole('rowheader', { name: 'Acme' })).closest('tr');
    if (row === null) throw new Error('the customer has no row');
    expect(within(row).getAllByText(/^Not known: Not visible: no role/)).toHaveLength(2);
    expect(within(row).getByText('Not visible: no role')).toBeTruthy();
  });

  it('shows the months as a chart and as a table, and a gap where AWS allocated what is not known', async () => {
    const months: CreditTracker['trend'] = [
      { month: '2026-09', currency: 'USD', applied: usd('-110'), modelled: usd('0'), allocated: usd('-109.5'), standing: 'final' },
      { month: '2026-10', currency: 'USD', applied: usd('-120.5'), standing: 'estimated' },
    ];
    server.use(answers('/credit-tracker', { ...tracker, trend: months }), customers(acme));
    renderPortal(page);
    await userEvent.click(await screen.findByRole('button', { name: 'Credits month by month' }));
    await userEvent.click(await screen.findByRole('button', { name: 'View as table: Credits in USD' }));
    const september = screen.getByRole('rowheader', { name: 'Sep 2026' }).closest('tr');
    const october = screen.getByRole('rowheader', { name: 'Oct 2026' }).closest('tr');
    if (september === null || october === null) throw new Error('a month has no row');
    expect(within(september).getByText('-$109.50')).toBeTruthy();
    expect(within(october).getAllByText('Not known')).toHaveLength(2);
  });

  it('shows no figure when it cannot be read', async () => {
    server.use(fails('/credit-tracker', 500), fails('/credit-tracker/customers', 500));
    renderPortal(page);
    expect(await screen.findByText("We couldn't load the credits of Oct 2026")).toBeTruthy();
    expect(main().queryByText('$0.00')).toBeNull();
  });
});

describe('simulated credits', () => {
  it('are asked for by the address, said above everything and marked in each row', async () => {
    const asked: string[] = [];
    server.use(
      answers('/credit-tracker', { ...tracker, simulated: true }, (request) => asked.push(new URL(request.url).searchParams.get('demo') ?? '')),
      customers({ ...acme, simulated: true }),
    );
    const { router } = renderPortal(`${page}&demo=true`);
    expect(await screen.findByText('Simulated credits are shown: nothing here can be applied')).toBeTruthy();
    expect(await screen.findByRole('heading', { level: 1, name: 'Credit tracker, Oct 2026 (simulated)' })).toBeTruthy();
    expect(within(await screen.findByRole('rowheader', { name: /Acme/ })).getByText('Simulated')).toBeTruthy();
    expect(asked).toEqual(['true']);
    await userEvent.click(screen.getByRole('button', { name: 'Show true figures only' }));
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('demo'));
  });
});

describe('planning', () => {
  it('plans the credits of the chosen customers for the month, and leads to the plan', async () => {
    let sent: unknown;
    server.use(
      answers('/credit-tracker', tracker),
      customers(acme, { ...acme, customer_id: '210000000002', customer_name: 'Globex' }),
      http.post(addressOf('/plans'), async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json({ plan_id: 'plan_1' }, { status: 201 });
      }),
      fails('/plans/{plan_id}', 404),
    );
    const { router } = renderPortal(page);
    await userEvent.click(await screen.findByRole('checkbox', { name: /Globex/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Plan credits' }));
    await userEvent.click(screen.getByRole('menuitem', { name: 'The selected one' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/r/${receiver}/plans/plan_1`));
    expect(sent).toEqual({ receiver_id: receiver, gaps: { period: '2026-10', filter: ['class:eq:credit'], gap_ids: ['210000000002.credit'] } });
  });

  it('says why credits of a closed month cannot be planned', async () => {
    server.use(answers('/credit-tracker', tracker), customers(acme));
    renderPortal(`/r/${receiver}/credits?period=2026-08`);
    const plan = await screen.findByRole('button', { name: 'Plan credits' });
    expect(plan.getAttribute('aria-disabled')).toBe('true');
  });
});

describe('the access of a customer', () => {
  const template = 'AWSTemplateFormatVersion: 2010-09-09';
  const prepare = () =>
    server.use(
      answers('/credit-tracker', tracker),
      customers(acme),
      http.get(addressOf('/credit-tracker/role-template'), () => new HttpResponse(template, { headers: { 'Content-Type': 'text/yaml' } })),
    );

  it('shows steps and template, refuses a role of another account, and keeps the right one', async () => {
    prepare();
    let sent: unknown;
    server.use(
      http.put(addressOf('/customers/{customer_id}/credit-access'), async ({ request, params }) => {
        sent = await request.json();
        return HttpResponse.json({ customer_id: params.customer_id, role_arn: 'x', external_id: 'y' });
      }),
    );
    renderPortal(page);
    await userEvent.click(await screen.findByRole('button', { name: 'Grant access to the credits of Acme' }));
    expect(await screen.findByText(template)).toBeTruthy();
    expect(screen.getByText(/deploys it in management account 210000000001/)).toBeTruthy();
    const role = screen.getByLabelText('ARN of the role');
    await userEvent.clear(role);
    await userEvent.type(role, 'arn:aws:iam::210000000002:role/other');
    await userEvent.click(screen.getByRole('button', { name: 'Save role' }));
    expect(screen.getByText(/This role is in account 210000000002/)).toBeTruthy();
    expect(sent).toBeUndefined();
    await userEvent.clear(role);
    await userEvent.type(role, 'arn:aws:iam::210000000001:role/credits');
    await userEvent.click(screen.getByRole('button', { name: 'Save role' }));
    expect(await screen.findByText('The role of Acme is kept')).toBeTruthy();
    expect(sent).toEqual({ receiver_id: receiver, role_arn: 'arn:aws:iam::210000000001:role/credits', external_id: `btp-${receiver}` });
  });
});

describe('the lists', () => {
  const allocation: CreditAllocation = {
    month: '2026-09',
    customer_id: '210000000001',
    customer_name: 'Acme',
    service: 'Amazon EC2',
    credit_id: '1234567890',
    amount: usd('-42.5'),
    estimated: false,
  };

  it('name the months AWS did not tell of, and call totals partial', async () => {
    server.use(
      answers('/credit-tracker', tracker),
      answers('/credit-tracker/allocations', { items: [allocation], total: 1, totals: [usd('-42.5')], failed_months: ['2026-03'], customers_visible: 6 }),
    );
    renderPortal(`${page}&tab=allocations`);
    expect(await screen.findByText('1 month is missing')).toBeTruthy();
    expect(await screen.findByText('Total in USD: -$42.50, partial: without Mar 2026 of some customers')).toBeTruthy();
  });

  it('say how many customers hide their credits, and mark estimates', async () => {
    server.use(
      answers('/credit-tracker', tracker),
      answers('/credit-tracker/credits', {
        items: [
          {
            credit_id: '1', customer_id: '210000000001', customer_name: 'Acme', kind: 'map', status: 'expiring', description: 'MAP 2.0', initial: usd('1000'), remaining: usd('600'),
            expires_at: '2026-12-13T00:00:00Z', days_left: 20,
            burn: { monthly: usd('100'), basis: 'Mean of 3 whole months, July to September 2026', expiring_unused: usd('540') },
          },
          { credit_id: '2', customer_id: '210000000001', customer_name: 'Acme', kind: 'other', status: 'active', initial: usd('50'), burn_note: 'AWS told of less than one whole month.' },
        ],
        total: 2,
        totals: [],
        customers_visible: 6,
        customers_hidden: 18,
      }),
    );
    renderPortal(`${page}&tab=credits`);
    expect(await screen.findByText('18 customers are not visible')).toBeTruthy();
    expect(await screen.findByText('Mean of 3 whole months, July to September 2026')).toBeTruthy();
    expect(screen.getByText('20 days left')).toBeTruthy();
    expect(screen.getAllByText(/^Not known: AWS told of less than one whole month/)).toHaveLength(3);
    expect(screen.getByText('$540.00').textContent).toContain('est.');
  });
});

describe('the settings', () => {
  it('are checked before they are sent', async () => {
    let sent: unknown;
    server.use(
      answers('/credit-tracker', tracker),
      answers('/credit-tracker/settings', { map_patterns: ['MAP*'], alert_days: [30, 60, 90], version: 3 }),
      http.put(addressOf('/credit-tracker/settings'), async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json({ map_patterns: ['MAP*', 'Migration*'], alert_days: [14, 45], version: 4 });
      }),
    );
    renderPortal(`${page}&tab=settings`);
    const days = await screen.findByLabelText('Warn so many days before a credit expires');
    await userEvent.clear(days);
    await userEvent.type(days, '45, 400');
    await userEvent.click(screen.getByRole('button', { name: 'Save settings' }));
    expect(screen.getByText(/"400" is none/)).toBeTruthy();
    expect(sent).toBeUndefined();
    await userEvent.clear(days);
    await userEvent.type(days, '45, 14');
    await userEvent.type(screen.getByLabelText('Patterns of MAP credits'), '\nMigration*');
    await userEvent.click(screen.getByRole('button', { name: 'Save settings' }));
    expect(await screen.findByText('The settings of credits were saved.')).toBeTruthy();
    expect(sent).toEqual({ map_patterns: ['MAP*', 'Migration*'], alert_days: [14, 45], version: 3 });
  });
});
