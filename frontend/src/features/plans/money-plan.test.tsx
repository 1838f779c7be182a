import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Job, Plan, PlanItem } from '@/api/types';
import { addressOf, answers } from '@/test/answers';
import { me, receiver, runningJob, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const written: PlanItem = {
  item_id: '1',
  label: 'Acme',
  customer_id: '210000000001',
  operation: 'billingconductor:CreateCustomLineItem',
  status: 'done',
  fields: [],
  line_item: {
    line_item_id: 'a1',
    name: 'support-2026-10-btp_01jd2v9r3k8m-1',
    description: 'AWS Support (Business)',
    type: 'fee',
    kind: 'flat',
    charge: usd('250'),
    amount: usd('250'),
    period: '2026-10',
    recurring: false,
    class: 'support',
    before: usd('1000'),
    after: usd('1250'),
    source: 'Ledger: My view, record type Support, October 2026, final',
    check: 'written',
  },
};

const refused: PlanItem = {
  item_id: '2',
  label: 'Harbor Foods',
  customer_id: '210000000002',
  operation: 'billingconductor:DeleteCustomLineItem',
  status: 'failed',
  fields: [],
  detail: 'AWS refused it: the billing group was deleted. Make a billing group first.',
  line_item: { name: 'goodwill', type: 'credit', kind: 'flat', charge: usd('-40'), amount: usd('-40'), period: '2026-10', recurring: true, class: 'unattributed' },
};

const draft: Plan = {
  plan_id: 'plan_01jd2v9r3k8m',
  receiver_id: receiver,
  kind: 'line_items',
  status: 'draft',
  title: 'Create 2 line items for October 2026',
  request: { receiver_id: receiver, line_items: { items: [] } },
  created_at: '2026-11-23T06:00:00Z',
  created_by: 'anna',
  expires_at: '2026-12-07T06:00:00Z',
  content_hash: '6f1c2a9e6f1c2a9e',
  item_count: 2,
  first_items: [written, refused],
  consequences: ['Customers see the line items on their bills.'],
  warnings: [],
  reversible: true,
  period: '2026-10',
  recurring_items: 1,
  totals: [
    { currency: 'USD', period: '2026-10', fees: usd('250'), credits: usd('-40'), change: usd('210'), items: 2, customers: 2, estimated: true },
    { currency: 'EUR', period: '2026-10', fees: { amount: '5', currency: 'EUR' }, credits: { amount: '0', currency: 'EUR' }, change: { amount: '5', currency: 'EUR' }, items: 1, customers: 1 },
  ],
  skipped_note: '3 customers have no exact figures.',
};

const job: Job = { ...runningJob, kind: 'plan_apply', status: 'partially_succeeded', title: draft.title, progress: { done: 2, total: 2, failed: 1 } };
const page = `/r/${receiver}/plans/${draft.plan_id}`;
const json = (value: unknown, status: number) => new HttpResponse(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json' } });
const items = answers('/plans/{plan_id}/items', { items: [written, refused], total: 2 });
const isDisabled = (name: string) => screen.getByRole('button', { name }).getAttribute('aria-disabled') === 'true';

describe('the review of a plan of line items', () => {
  it('says first for which months, loudly when it repeats, and totals each currency by itself', async () => {
    server.use(answers('/plans/{plan_id}', draft), items);
    renderPortal(page);
    expect(await screen.findByText('From October 2026 (UTC), no end: repeats every month')).toBeTruthy();
    expect(screen.getByText('1 line item of this plan repeats every month until somebody ends it.')).toBeTruthy();
    expect(screen.getByText('3 customers have no exact figures.')).toBeTruthy();
    const totals = within(screen.getByRole('grid', { name: 'What it comes to' })).getAllByRole('row').map((row) => row.textContent);
    expect(totals[1]).toContain('$250.00-$40.00+$210.0022');
    expect(totals[2]).toContain('€5.00€0.00+€5.0011');
    expect(screen.queryByText(/Charges in/)).toBeNull();
  });

  it('names the days of a single month, and other open plans of the same', async () => {
    server.use(answers('/plans/{plan_id}', { ...draft, recurring_items: 0, also_in_plans: ['plan_02jd2v9r3k8n'] }), items);
    renderPortal(page);
    expect(await screen.findByText('Charges in Oct 2026 alone')).toBeTruthy();
    expect(screen.getByText('From 1 Oct 2026 to 31 Oct 2026 (UTC). Other months are not touched.')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'plan_02jd2v9r3k8n' }).getAttribute('href')).toContain(`/r/${receiver}/plans/plan_02jd2v9r3k8n`);
  });

  it('lists every item from the server, a page at a time, and tells one closely', async () => {
    const asked: string[] = [];
    server.use(
      answers('/plans/{plan_id}', draft),
      answers('/plans/{plan_id}/items', { items: [written, refused], total: 2_500 }, (request) => asked.push(new URL(request.url).search)),
    );
    const { router } = renderPortal(`${page}?filter=status:eq:failed&page=2`);
    const table = await screen.findByRole('grid', { name: 'Line items of this plan' });
    const rows = await within(table).findAllByRole('rowheader');
    expect(rows.map((cell) => cell.textContent)).toEqual(['Acme', 'Harbor Foods']);
    expect(within(table).getByText(/^Nothing →/).textContent).toBe('Nothing → $250.00');
    expect(within(table).getByText(/→ Nothing/).textContent).toBe('-$40.00 → Nothing');
    expect(within(table).getAllByText('Not known: The ledger has no Showback of this customer for the month.')).toHaveLength(2);
    expect(asked[0]).toContain('page=2');
    expect(asked[0]).toContain('limit=25');
    expect(asked[0]).toContain('filter=status%3Aeq%3Afailed');
    await userEvent.click(screen.getByRole('button', { name: 'Look closer at goodwill for Harbor Foods' }));
    expect(await screen.findByText('AWS refused it: the billing group was deleted. Make a billing group first.')).toBeTruthy();
    expect(router.state.location.search).toMatchObject({ open: '2' });
    await userEvent.click(screen.getByRole('button', { name: /^Look closer at support/ }));
    expect(await screen.findByText('AWS Support (Business)')).toBeTruthy();
  });

  it('is not approved by who proposed it, and not applied before it is', async () => {
    const needed: Plan = { ...draft, created_by: me.principal.id, approval: { state: 'needed', reason: 'The plan changes more than 100 USD.' } };
    server.use(answers('/plans/{plan_id}', needed), items);
    renderPortal(page);
    expect(await screen.findByText('The plan changes more than 100 USD.')).toBeTruthy();
    expect(isDisabled('Approve')).toBe(true);
    expect(isDisabled('Reject')).toBe(true);
    expect(isDisabled('Apply')).toBe(true);
    expect(screen.getAllByText('You proposed this plan; somebody else has to decide.').length).toBeGreaterThan(0);
  });

  it('is approved by somebody else as it was reviewed, and can then be applied', async () => {
    const sent: unknown[] = [];
    const needed: Plan = { ...draft, approval: { state: 'needed', reason: 'The plan changes more than 100 USD.' } };
    const approved: Plan = { ...draft, approval: { ...needed.approval, state: 'approved', reason: 'The plan changes more than 100 USD.', decided_by: 'local', decided_at: '2026-11-23T06:05:00Z' } };
    server.use(
      answers('/plans/{plan_id}', needed),
      items,
      http.post(addressOf('/plans/{plan_id}/approve'), async ({ request }) => {
        sent.push(await request.json());
        server.use(answers('/plans/{plan_id}', approved));
        return json(approved, 200);
      }),
    );
    renderPortal(page);
    await userEvent.type(await screen.findByLabelText(/^Note/), 'Checked');
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
    expect(await screen.findByText('Approved by local, 23 Nov 2026, 06:05 UTC')).toBeTruthy();
    expect(sent).toEqual([{ receiver_id: receiver, content_hash: draft.content_hash, note: 'Checked' }]);
    expect(isDisabled('Apply')).toBe(true);
    await userEvent.click(screen.getByRole('checkbox', { name: 'I understand that the estimated amounts can still change' }));
    expect(isDisabled('Apply')).toBe(false);
    expect(screen.queryByRole('button', { name: 'Reject' })).toBeNull();
  });

  it('cannot be applied when it is made of simulated figures', async () => {
    server.use(answers('/plans/{plan_id}', { ...draft, simulated: true }), items);
    renderPortal(page);
    expect(await screen.findByText('Made of simulated figures')).toBeTruthy();
    expect(isDisabled('Apply')).toBe(true);
  });
});

describe('a plan of line items that was applied', () => {
  const partly: Plan = { ...draft, status: 'partially_applied', job_id: job.job_id, confirm_word: 'confirm' };

  it('says how many were done, applies again what failed with the same hash, and is taken back by another plan', async () => {
    const sent: unknown[] = [];
    const back: Plan = { ...draft, plan_id: 'plan_02jd2v9r3k8n', kind: 'undo', title: 'Take back 1 line item', undoes: draft.plan_id };
    server.use(
      answers('/plans/{plan_id}', partly),
      answers('/jobs/{job_id}', job),
      items,
      http.post(addressOf('/plans/{plan_id}/apply'), async ({ request }) => {
        sent.push(await request.json());
        return json({ plan: partly, job }, 202);
      }),
      http.post(addressOf('/plans/{plan_id}/undo'), async ({ request }) => {
        sent.push(await request.json());
        server.use(answers('/plans/{plan_id}', back));
        return json(back, 201);
      }),
    );
    const { router } = renderPortal(page);
    expect(await screen.findByText('1 of 2 done, 1 failed.')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Show what failed' }).getAttribute('href')).toContain('filter=status%3Aeq%3Afailed');
    expect(screen.queryByRole('button', { name: 'Create again' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Apply again what failed' }));
    await waitFor(() => expect(sent).toEqual([{ receiver_id: receiver, content_hash: draft.content_hash, confirm: 'confirm' }]));
    await waitFor(() => expect(isDisabled('Take back')).toBe(false));
    await userEvent.click(screen.getByRole('button', { name: 'Take back' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/r/${receiver}/plans/${back.plan_id}`));
    expect(sent[1]).toEqual({ receiver_id: receiver });
    expect((await screen.findByRole('link', { name: draft.plan_id })).getAttribute('href')).toBe(page);
  });

  it('is not taken back twice', async () => {
    server.use(answers('/plans/{plan_id}', { ...partly, status: 'undone', undone_by: 'plan_02jd2v9r3k8n' }), answers('/jobs/{job_id}', job), items);
    renderPortal(page);
    expect(await screen.findByText('This plan was taken back')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Take back' })).toBeNull();
    expect(screen.getByRole('link', { name: 'plan_02jd2v9r3k8n' })).toBeTruthy();
  });
});

describe('plans', () => {
  it('that wait for me are those of others', async () => {
    const asked: string[] = [];
    server.use(answers('/plans', { items: [draft], total: 1 }, (request) => asked.push(...new URL(request.url).searchParams.getAll('filter'))));
    renderPortal(`/r/${receiver}/plans?filter=status:eq:draft&filter=approval:eq:needed&filter=created_by:ne:local`);
    expect(await screen.findByText('Create 2 line items for October 2026')).toBeTruthy();
    expect(asked).toContain('approval:eq:needed');
    expect(screen.getByText('+$210.00')).toBeTruthy();
    expect(screen.getByText('+€5.00')).toBeTruthy();
  });

  it('are watched from any page, also after a reload, until their job ends', async () => {
    const atWork: Job = { ...job, status: 'running', progress: { done: 9, total: 24, failed: 0 } };
    renderPortal(`/r/${receiver}/plans?tab=settings`);
    let ended = false;
    server.use(
      answers('/plan-settings', { beyond_limit: 'split', version: 0 }),
      http.get(addressOf('/jobs'), ({ request }) => {
        expect(new URL(request.url).searchParams.get('filter')).toBe('kind:eq:plan_apply');
        const shown = ended ? job : atWork;
        ended = true;
        return json({ items: [shown], total: 1 }, 200);
      }),
    );
    expect(await screen.findByText('9 of 24 done')).toBeTruthy();
    expect(await screen.findByText(`${draft.title}: some items failed`, undefined, { timeout: 5_000 })).toBeTruthy();
    expect(screen.queryByText('9 of 24 done')).toBeNull();
  });
});

describe('the approval limits', () => {
  it('are amounts above zero or nothing, and are saved with the version that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      answers('/plan-settings', { beyond_limit: 'split', version: 3, approve_plan_above: usd('10000') }),
      answers('/plans', { items: [], total: 0 }),
      http.put(addressOf('/plan-settings'), async ({ request }) => {
        sent.push(await request.json());
        return json({ beyond_limit: 'refuse', version: 4 }, 200);
      }),
    );
    renderPortal(`/r/${receiver}/plans?tab=settings`);
    const plan = await screen.findByLabelText(/^A plan above/);
    await userEvent.clear(plan);
    await userEvent.type(plan, '1e3');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Write an amount above 0, for example 10000, or leave it empty.')).toBeTruthy();
    expect(sent).toEqual([]);
    await userEvent.clear(plan);
    await userEvent.type(screen.getByLabelText(/^A single line item above/), '2,500.50');
    await userEvent.click(screen.getByLabelText('Make no plan'));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The approval limits were saved')).toBeTruthy();
    expect(sent).toEqual([{ receiver_id: receiver, approve_item_above: usd('2500.50'), beyond_limit: 'refuse', version: 3 }]);
  });
});
