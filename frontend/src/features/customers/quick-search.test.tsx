import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Customer } from '@/api/types';
import { addressOf, answers, fails } from '@/test/answers';
import { emptyDashboard, receiver } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const customers: Customer[] = [
  { customer_id: '210000000001', name: 'Acme', state: 'active', billing_group_status: 'active' },
  { customer_id: '210000000002', name: 'Acme Foods', state: 'ending', billing_group_status: 'active' },
];

/** Opens the dashboard and the search on it. */
async function search() {
  server.use(answers('/dashboard', emptyDashboard));
  const { router } = renderPortal(`/r/${receiver}?period=2026-10`);
  await screen.findByRole('heading', { level: 1 });
  await userEvent.keyboard('{Control>}k{/Control}');
  const field = await screen.findByRole('combobox', { name: 'Name or account ID of a customer' });
  await waitFor(() => expect(document.activeElement).toBe(field));
  return { router, field };
}

describe('the search for a customer', () => {
  const requests: Request[] = [];
  beforeEach(() => {
    requests.length = 0;
    server.use(answers('/customers', { items: customers, total: 2 }, (request) => requests.push(request)));
  });

  it('asks once typing pauses, for the receiver of the page', async () => {
    const { field } = await search();
    expect(screen.getByText('Type a part of a name or of an account ID.')).toBeTruthy();
    await userEvent.type(field, 'acme');
    expect(await screen.findByText('2 customers found')).toBeTruthy();
    const texts = requests.map((request) => new URL(request.url).searchParams.get('search'));
    expect(texts.at(-1)).toBe('acme');
    expect(texts.length).toBeLessThan(4);
    expect(requests.at(-1)?.headers.get('X-Account-Id')).toBe(receiver);
  });

  it('shows name, account and state, and opens with arrow and Enter', async () => {
    server.use(fails('/customers/{customer_id}', 404));
    const { router, field } = await search();
    await userEvent.type(field, 'acme');
    const [first, second] = await screen.findAllByRole('option');
    expect(first?.getAttribute('aria-selected')).toBe('true');
    expect(within(second ?? document.body).getByText('210000000002')).toBeTruthy();
    expect(within(second ?? document.body).getByText('Ending')).toBeTruthy();
    await userEvent.keyboard('{ArrowDown}');
    expect(field.getAttribute('aria-activedescendant')).toBe(second?.id);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(router.state.location.href).toBe(`/r/${receiver}/customers/210000000002?period=2026-10`));
    expect(screen.queryByRole('combobox', { name: 'Name or account ID of a customer' })).toBeNull();
  });

  it('does not show the answer to an earlier text, however late it comes', async () => {
    const late: (() => void)[] = [];
    server.use(
      http.get(addressOf('/customers'), async ({ request }) => {
        const text = new URL(request.url).searchParams.get('search') ?? '';
        if (text === 'a') await new Promise<void>((resolve) => late.push(resolve));
        return HttpResponse.json({ items: [{ ...customers[0], name: `For ${text}` }], total: 1 });
      }),
    );
    const { field } = await search();
    await userEvent.type(field, 'a');
    await waitFor(() => expect(late).toHaveLength(1));
    await userEvent.type(field, 'c');
    expect(await screen.findByText('For ac')).toBeTruthy();
    late.forEach((answer) => answer());
    await waitFor(() => expect(screen.queryByText('For a')).toBeNull());
    expect(screen.getByText('For ac')).toBeTruthy();
  });

  it('says when nothing matches, and when it could not search', async () => {
    server.use(answers('/customers', { items: [], total: 0 }));
    const { field } = await search();
    await userEvent.type(field, 'x');
    expect(await screen.findByText('No customer matches “x”.')).toBeTruthy();
    server.use(fails('/customers', 500));
    await userEvent.type(field, 'y');
    expect(await screen.findByText("We couldn't search the customers")).toBeTruthy();
    expect(screen.queryByText(/No customer matches/)).toBeNull();
    server.use(answers('/customers', { items: customers, total: 2 }));
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await screen.findByText('2 customers found')).toBeTruthy();
  });
});
