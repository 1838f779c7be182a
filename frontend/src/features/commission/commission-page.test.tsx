import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Commission, CommissionList } from '@/api/types';
import { addressOf, answers, problemOf } from '@/test/answers';
import { estimated, me, receiver, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const acme: Commission = {
  customer_id: '210000000001',
  customer_name: 'Acme',
  status: 'active',
  percent: '10',
  currency: 'USD',
  base: usd('1000'),
  amount: usd('100'),
  starts: '2026-09',
  recurring: true,
  line_item_ids: ['a1'],
};

const borealis: Commission = { customer_id: '210000000002', customer_name: 'Borealis', status: 'none', currency: 'USD', base: usd('500'), line_item_ids: [] };

const cobalt: Commission = { customer_id: '210000000003', customer_name: 'Cobalt', status: 'unknown', line_item_ids: [], note: 'Showback of this month was not collected.' };

const list: CommissionList = {
  items: [acme, borealis, cobalt],
  total: 3,
  totals: [{ currency: 'USD', base: usd('1500'), amount: usd('100'), customers: 2, with_commission: 1 }],
  provenance: estimated,
};

const page = `/r/${receiver}/commission?period=2026-11`;

async function rowOf(name: string): Promise<HTMLElement> {
  const row = (await screen.findByRole('link', { name })).closest('tr');
  if (row === null) throw new Error(`${name} is in no row`);
  return row;
}

function refusedPlans(): unknown[] {
  const asked: unknown[] = [];
  server.use(
    http.post(addressOf('/plans'), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json(problemOf(409, { title: 'Nobody is left to charge' }), { status: 409 });
    }),
  );
  return asked;
}

async function act(choice: string | RegExp) {
  await userEvent.click(screen.getByRole('button', { name: 'Charge a commission' }));
  await userEvent.click(screen.getByRole('menuitem', { name: choice }));
}

describe('commission', () => {
  beforeEach(() => server.use(answers('/commission', list)));

  it('says what each customer is charged; nothing known is no zero', async () => {
    renderPortal(page);
    const charged = await rowOf('Acme');
    expect(within(charged).getByText('10.0%')).toBeTruthy();
    expect(within(charged).getByText('$100.00')).toBeTruthy();
    expect(within(charged).getByText('No end')).toBeTruthy();
    const free = await rowOf('Borealis');
    expect(within(free).getByText('No commission')).toBeTruthy();
    expect(within(free).getByText('$500.00')).toBeTruthy();
    expect(within(free).queryByText('$0.00')).toBeNull();
    const dark = await rowOf('Cobalt');
    expect(within(dark).getAllByText(/Not known: Showback/)).toHaveLength(3);
    expect(screen.getByText(/2 customers, 1 of them is charged one/)).toBeTruthy();
  });

  it('is planned for the chosen customers, for one month unless told otherwise', async () => {
    const asked = refusedPlans();
    renderPortal(page);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Choose Borealis' }));
    await act('The selected one');
    const dialog = await screen.findByRole('dialog', { name: 'Charge a commission to 1 customer' });
    await userEvent.click(within(dialog).getByText('Review the change'));
    expect(await within(dialog).findByText(/Write a percentage above 0 and at most 100/)).toBeTruthy();
    expect(asked).toEqual([]);
    await userEvent.type(within(dialog).getByLabelText('Percentage of what Showback charges'), '30');
    expect(within(dialog).getByText(/More than the usual 5 to 25 %/)).toBeTruthy();
    await userEvent.click(within(dialog).getByText('Review the change'));
    expect(await within(dialog).findByText(/Nobody is left to charge/)).toBeTruthy();
    expect(asked).toEqual([
      {
        receiver_id: receiver,
        commission: {
          percent: '30',
          period: '2026-11',
          recurring: false,
          without_savings_plan_negation: false,
          existing: 'skip',
          customer_ids: ['210000000002'],
        },
      },
    ]);
  });

  it('is planned for all that match, and says loudly when it repeats', async () => {
    const asked = refusedPlans();
    renderPortal(`${page}&filter=status:eq:none`);
    await rowOf('Acme');
    await act('All 3 that match');
    const dialog = await screen.findByRole('dialog', { name: 'Charge a commission to all 3 customers that match' });
    await userEvent.type(within(dialog).getByLabelText('Percentage of what Showback charges'), '10.5');
    expect(within(dialog).queryByText('It repeats every month without an end')).toBeNull();
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Oct 2026' }));
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Every month from Oct 2026, without an end' }));
    expect(within(dialog).getByText('It repeats every month without an end')).toBeTruthy();
    await userEvent.click(within(dialog).getByRole('radio', { name: /^Replace it/ }));
    await userEvent.click(within(dialog).getByRole('checkbox', { name: /Savings Plan negation/ }));
    await userEvent.click(within(dialog).getByText('Review the change'));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]).toEqual({
      receiver_id: receiver,
      commission: {
        percent: '10.5',
        period: '2026-10',
        recurring: true,
        without_savings_plan_negation: true,
        existing: 'replace',
        filter: ['status:eq:none'],
        match: 'all',
      },
    });
  });

  it('is not for a viewer to charge', async () => {
    renderPortal(page);
    server.use(answers('/me', { ...me, roles: ['viewer'] }));
    const button = await screen.findByRole('button', { name: /^Charge a commission/ });
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });
});
