import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Transfer, TransferList } from '@/api/types';
import { addressOf, answers, problemOf } from '@/test/answers';
import { me, receiver } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const acme: Transfer = {
  transfer_id: 'rt-0a1b2c3d4e5f',
  name: 'Acme billing',
  customer_id: '210000000001',
  state: 'active',
  aws_status: 'ACCEPTED',
  billing_group_status: 'active',
  relation: 'direct',
  earliest_end_at: '2026-12-31T23:59:59Z',
};

const transfers: TransferList = {
  items: [
    acme,
    { ...acme, transfer_id: 'rt-1a1b2c3d4e5f', name: 'Borealis', state: 'invited', aws_status: 'REQUESTED', accept_before_at: '2026-11-30T00:00:00Z' },
    { ...acme, transfer_id: 'rt-2a1b2c3d4e5f', name: 'Cascade', relation: 'indirect', via_account_id: '230000000001' },
  ],
  total: 3,
  states: [],
  quota: { used: 26, invitations: 2, limit: 26 },
};

async function menuOf(name: string): Promise<HTMLElement> {
  await userEvent.click(await screen.findByRole('button', { name: `Actions for ${name}` }));
  return screen.findByRole('menu');
}

function item(menu: HTMLElement, text: string): HTMLElement {
  return within(menu).getByRole('menuitem', { name: new RegExp(`^${text}`) });
}

/** Takes plans and says what was asked; the answer is a problem, so the form stays. */
function planRefused(): unknown[] {
  const asked: unknown[] = [];
  server.use(
    http.post(addressOf('/plans'), async ({ request }) => {
      asked.push(await request.json());
      return new HttpResponse(JSON.stringify(problemOf(409, { title: 'Somebody else plans this' })), { status: 409 });
    }),
  );
  return asked;
}

describe('transfers', () => {
  beforeEach(() => server.use(answers('/transfers', transfers)));

  it('show the quota in words when nothing is left, and who a chain goes through', async () => {
    renderPortal(`/r/${receiver}/transfers`);
    expect(await screen.findByText(/26 of 26 used, 2 of them open invitations/)).toBeTruthy();
    expect(screen.getByText('No place is left')).toBeTruthy();
    expect(screen.getByText('Indirect, via 230000000001')).toBeTruthy();
    expect(screen.getByText('30 Nov 2026, 00:00 UTC')).toBeTruthy();
  });

  it('offer what AWS allows in each state', async () => {
    renderPortal(`/r/${receiver}/transfers`);
    const active = await menuOf('Acme billing');
    expect(item(active, 'Withdraw').getAttribute('aria-disabled')).not.toBe('true');
    expect(item(active, 'Take back').getAttribute('aria-disabled')).toBe('true');
    await userEvent.keyboard('{Escape}');
    expect(item(await menuOf('Borealis'), 'Take back').getAttribute('aria-disabled')).not.toBe('true');
    await userEvent.keyboard('{Escape}');
    expect(item(await menuOf('Cascade'), 'Withdraw').getAttribute('aria-disabled')).toBe('true');
  });

  it('are withdrawn by a plan, with the earliest end AWS allows', async () => {
    const asked = planRefused();
    renderPortal(`/r/${receiver}/transfers`);
    await userEvent.click(item(await menuOf('Acme billing'), 'Withdraw'));
    expect(await screen.findByText('Until the end of Dec 2026 (UTC)')).toBeTruthy();
    expect(screen.queryByText('Until the end of Nov 2026 (UTC)')).toBeNull();
    await userEvent.click(screen.getByText('Review the change'));
    await waitFor(() => expect(asked).toEqual([{ receiver_id: receiver, withdraw: { transfer_id: acme.transfer_id, ends: '2026-12' } }]));
    expect(await screen.findByText(/Somebody else plans this/)).toBeTruthy();
  });

  it('keep a name AWS would refuse in the form', async () => {
    const asked = planRefused();
    renderPortal(`/r/${receiver}/transfers`);
    await userEvent.click(item(await menuOf('Acme billing'), 'Rename'));
    const field = await screen.findByLabelText('New name');
    await userEvent.clear(field);
    await userEvent.type(field, 'Öl AG{Enter}');
    expect(await screen.findByText(/AWS does not take "Ö" in a name/)).toBeTruthy();
    expect(asked).toEqual([]);
  });

  it('show a viewer every action with the reason why not', async () => {
    renderPortal(`/r/${receiver}/transfers`);
    server.use(answers('/me', { ...me, roles: ['viewer'] }));
    const menu = await menuOf('Acme billing');
    expect(within(menu).getAllByRole('menuitem').every((entry) => entry.getAttribute('aria-disabled') === 'true')).toBe(true);
    expect(screen.getByRole('button', { name: /^Invite a customer/ }).getAttribute('aria-disabled')).toBe('true');
  });
});

describe('inviting a customer', () => {
  const page = `/r/${receiver}/transfers/invite`;

  it('checks the form by AWS rules before a plan is asked for', async () => {
    const asked = planRefused();
    renderPortal(page);
    await userEvent.type(await screen.findByLabelText('Management account id'), '2100');
    await userEvent.click(screen.getByRole('button', { name: 'Review the change' }));
    expect(await screen.findByText('An account id has 12 digits; this has 4.')).toBeTruthy();
    expect(screen.getByText('Give the transfer a name.')).toBeTruthy();
    expect(screen.getByText('Mend what is marked and try again.')).toBeTruthy();
    expect(asked).toEqual([]);
    await userEvent.type(screen.getByLabelText('Management account id'), '00000099');
    await userEvent.type(screen.getByLabelText('Name of the transfer'), 'Globex');
    await userEvent.click(screen.getByRole('button', { name: 'Review the change' }));
    await waitFor(() => expect(asked).toEqual([{ receiver_id: receiver, invite: { account_id: '210000000099', name: 'Globex', starts: '2026-12' } }]));
  });

  it('asks before entries are lost', async () => {
    server.use(answers('/transfers', transfers));
    const { router } = renderPortal(page);
    await userEvent.type(await screen.findByLabelText('Name of the transfer'), 'Globex');
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText('Leave without inviting?')).toBeTruthy();
    expect(router.state.location.pathname).toBe(page);
    await userEvent.click(screen.getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/r/${receiver}/transfers`));
  });
});
