import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { CustomLineItem, Plan } from '@/api/types';
import { addressOf, answers, problemOf } from '@/test/answers';
import { estimated, margins, me, receiver, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const foreign: CustomLineItem = {
  line_item_id: 'a1',
  arn: 'arn:aws:billingconductor::111122223333:customlineitem/a1',
  name: 'goodwill',
  type: 'credit',
  kind: 'flat',
  status: 'active',
  charge: usd('-250'),
  amount: usd('-250'),
  customer_id: '210000000001',
  customer_name: 'Acme',
  starts: '2026-10',
  recurring: true,
  warnings: [],
  attribution: { class: 'unattributed', source: 'none' },
};

const made: CustomLineItem = {
  ...foreign,
  line_item_id: 'b2',
  name: 'support-2026-10-btp_01jd2v9r3k8m-00001',
  attribution: { class: 'support', source: 'portal', plan_id: 'plan_01jd2v9r3k8m' },
  drift: 'The amount is 90 USD, the plan made 100 USD.',
};

const plan: Plan = {
  plan_id: 'plan_01jd2v9r3k8m',
  receiver_id: receiver,
  kind: 'line_items',
  status: 'draft',
  title: 'Create 2 custom line items',
  created_at: '2026-11-23T06:00:00Z',
  created_by: 'local',
  expires_at: '2026-12-07T06:00:00Z',
  content_hash: '6f1c2a9e6f1c2a9e',
  item_count: 2,
  first_items: [],
  consequences: [],
  warnings: [],
  reversible: true,
};

const json = (value: unknown, status: number) => new HttpResponse(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json' } });

/** Answers the making of a plan; what was asked for is told. */
function plansAreMade(asked: unknown[]) {
  server.use(
    answers('/plans/{plan_id}', plan),
    answers('/plans/{plan_id}/items', { items: [], total: 0 }),
    http.post(addressOf('/plans'), async ({ request }) => {
      asked.push(await request.json());
      return json(plan, 201);
    }),
  );
}

function listed() {
  server.use(
    answers('/custom-line-items', { items: [foreign, made], total: 2, totals: [], as_of: '2026-11-23T06:00:00Z', provenance: estimated }),
    answers('/transfer-dashboard', margins),
  );
}

async function choose(menu: string, action: string | RegExp) {
  await userEvent.click(await screen.findByRole('button', { name: menu }));
  await userEvent.click(await screen.findByRole('menuitem', { name: action }));
}

describe('line items by hand', () => {
  it('are checked when they are sent, become one plan and say loudly that they repeat', async () => {
    const asked: unknown[] = [];
    server.use(answers('/transfer-dashboard', margins));
    plansAreMade(asked);
    const { router } = renderPortal(`/r/${receiver}/line-items/create`);
    await userEvent.click(await screen.findByRole('button', { name: 'Review the change' }));
    expect(await screen.findByText('Choose a customer.')).toBeTruthy();
    expect(asked).toEqual([]);

    await userEvent.click(screen.getByRole('button', { name: /Customer/ }));
    expect((await screen.findByRole('option', { name: /Harbor Foods/ })).getAttribute('aria-disabled')).toBe('true');
    await userEvent.click(await screen.findByRole('option', { name: /Acme/ }));
    await userEvent.type(screen.getByLabelText('Amount in USD'), '250');
    await userEvent.type(screen.getByLabelText('What the customer reads on its bill'), 'Onboarding');
    expect(screen.getByText('The customer reads this. 245 characters left.')).toBeTruthy();
    await userEvent.click(screen.getByLabelText('Repeat every month, without an end'));
    expect(screen.getByText('From November 2026 (UTC), no end: repeats every month')).toBeTruthy();

    await userEvent.click(screen.getByRole('button', { name: 'Add another line item' }));
    await userEvent.click(screen.getByRole('button', { name: 'Remove line item 2' }));
    await userEvent.click(screen.getByRole('button', { name: 'Review the change' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/r/${receiver}/plans/${plan.plan_id}`));
    expect(asked).toEqual([
      {
        receiver_id: receiver,
        line_items: {
          items: [{ customer_id: '210000000001', type: 'fee', charge: usd('250'), period: '2026-11', recurring: true, description: 'Onboarding', class: 'unrelated' }],
        },
      },
    ]);
  });
});

describe('line items that are there', () => {
  const page = `/r/${receiver}/line-items?period=2026-10`;

  it('are ended by a plan, for the month of the page when AWS still takes it', async () => {
    const asked: unknown[] = [];
    listed();
    plansAreMade(asked);
    renderPortal(page);
    await userEvent.click(await screen.findByRole('checkbox', { name: /goodwill/ }));
    await choose('Actions', 'End');
    const dialog = await screen.findByRole('dialog', { name: 'End 1 line item' });
    expect(within(dialog).getByText('goodwill (Acme)')).toBeTruthy();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Review the change' }));
    await waitFor(() => expect(asked).toEqual([{ receiver_id: receiver, end_line_items: { line_item_ids: ['a1'], period: '2026-10' } }]));
  });

  it('cannot be ended while none is chosen, nor by a viewer, and the menu says why', async () => {
    listed();
    renderPortal(page);
    server.use(answers('/me', { ...me, roles: ['viewer'] }));
    await userEvent.click(await screen.findByRole('button', { name: 'Actions' }));
    const item = await screen.findByRole('menuitem', { name: /^Delete/ });
    expect(item.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getAllByText('You need the Operator role.').length).toBeGreaterThan(0);
  });

  it('show what they stand for, who changed them, and are told what they stand for without a plan', async () => {
    const asked: unknown[] = [];
    listed();
    server.use(
      http.put(addressOf('/line-item-attributions'), async ({ request }) => {
        asked.push(await request.json());
        return json({ attributed: asked.length, skipped: asked.length - 1 }, 200);
      }),
    );
    renderPortal(page);
    const row = (await screen.findByRole('link', { name: made.name })).closest('tr');
    expect(row?.textContent).toContain('AWS Support');
    expect(row?.textContent).toContain('Changed at AWS');
    await userEvent.click(await screen.findByRole('checkbox', { name: /goodwill/ }));
    await choose('Actions', 'Stands for…');
    const dialog = await screen.findByRole('dialog', { name: 'goodwill: what it stands for' });
    await userEvent.click(within(dialog).getByRole('button', { name: /Stands for/ }));
    await userEvent.click(await screen.findByRole('option', { name: 'Credits' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('goodwill set to stand for: Credits')).toBeTruthy();
    expect(asked).toEqual([{ receiver_id: receiver, period: '2026-10', line_item_ids: ['a1'], class: 'credit' }]);
    // All that match, in one request, whatever page they are on.
    await choose('Actions', /^All \d+ matching stand for…$/);
    const all = await screen.findByRole('dialog');
    expect(within(all).getByRole('button', { name: 'Save' }).getAttribute('aria-disabled')).toBe('true');
    await userEvent.click(within(all).getByRole('button', { name: /Stands for/ }));
    await userEvent.click(await screen.findByRole('option', { name: 'Credits' }));
    await userEvent.dblClick(within(all).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(asked.length).toBe(2));
    expect(await screen.findByText('2 line items set to stand for: Credits')).toBeTruthy();
    expect(await screen.findByText(/^1 line item that the portal made was left out/)).toBeTruthy();
    expect(asked.slice(1)).toEqual([{ receiver_id: receiver, period: '2026-10', class: 'credit' }]);
  });

  it('say why it was not kept what they stand for', async () => {
    listed();
    server.use(http.put(addressOf('/line-item-attributions'), () => json(problemOf(409, { title: 'The portal made this item', code: 'attribution_fixed' }), 409)));
    renderPortal(page);
    await userEvent.click(await screen.findByRole('checkbox', { name: /goodwill/ }));
    await choose('Actions', 'Stands for…');
    await userEvent.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText("We couldn't keep what the line item stands for")).toBeTruthy();
  });
});
