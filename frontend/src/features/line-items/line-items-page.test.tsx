import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { CustomLineItem, CustomLineItemList } from '@/api/types';
import { answers, fails } from '@/test/answers';
import { estimated, receiver, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const support: CustomLineItem = {
  line_item_id: 'a1',
  arn: 'arn:aws:billingconductor::111122223333:customlineitem/a1',
  name: 'support-2026-10',
  type: 'fee',
  kind: 'percentage',
  status: 'active',
  percent: '7.8',
  amount: usd('0'),
  customer_id: '210000000001',
  customer_name: 'Acme',
  starts: '2026-10',
  recurring: true,
  warnings: ['no_end', 'no_associated_resources'],
};

const credit: CustomLineItem = {
  ...support,
  line_item_id: 'b2',
  name: 'goodwill',
  type: 'credit',
  kind: 'flat',
  charge: usd('-250'),
  amount: usd('-250'),
  ends: '2026-10',
  recurring: false,
  warnings: [],
};

const unread: CustomLineItem = {
  line_item_id: 'c3',
  arn: 'arn:aws:billingconductor::111122223333:customlineitem/c3',
  name: 'unread',
  type: 'fee',
  kind: 'percentage',
  status: 'active',
  customer_id: '210000000001',
  customer_name: 'Acme',
  warnings: ['base_unknown'],
};

const list: CustomLineItemList = {
  items: [support, credit, unread],
  total: 3,
  totals: [
    { currency: 'USD', fees: usd('0'), credits: usd('-250'), net: usd('-250'), items: 3, unknown: 1 },
    { currency: 'EUR', fees: { amount: '10', currency: 'EUR' }, credits: { amount: '0', currency: 'EUR' }, net: { amount: '10', currency: 'EUR' }, items: 1, unknown: 0 },
  ],
  reconciliation: [
    { currency: 'USD', computed: usd('-250'), showback: usd('-240'), difference: usd('10'), customers: 3, customers_differing: 1 },
    { currency: 'EUR', computed: { amount: '10', currency: 'EUR' }, showback: { amount: '10', currency: 'EUR' }, difference: { amount: '0', currency: 'EUR' }, customers: 1, customers_differing: 0 },
  ],
  as_of: '2026-11-23T06:00:00Z',
  provenance: estimated,
};

async function rowOf(name: string): Promise<HTMLElement> {
  const row = (await screen.findByRole('link', { name })).closest('tr');
  if (row === null) throw new Error(`${name} is in no row`);
  return row;
}

describe('custom line items', () => {
  it('say "No end" in words, and that an item of nothing is zero', async () => {
    server.use(answers('/custom-line-items', list));
    renderPortal(`/r/${receiver}/line-items?period=2026-10`);
    const row = await rowOf('support-2026-10');
    expect(within(row).getByText('No end')).toBeTruthy();
    expect(within(row).getByText('No associated resources')).toBeTruthy();
    expect(within(row).getByText('7.8% of the base')).toBeTruthy();
    expect(within(row).getByText('$0.00')).toBeTruthy();
  });

  it('show credits as negative, and a dash for what cannot be computed or was not read', async () => {
    server.use(answers('/custom-line-items', list));
    renderPortal(`/r/${receiver}/line-items?period=2026-10`);
    const row = await rowOf('goodwill');
    expect(within(row).getByText('-$250.00')).toBeTruthy();
    expect(within(row).getByText('-$250.00 flat')).toBeTruthy();
    const unknown = await rowOf('unread');
    expect(within(unknown).queryByText('$0.00')).toBeNull();
    expect(within(unknown).getAllByText(/^Not known/).length).toBe(3);
  });

  it('total each currency by itself and say whether Showback carries them', async () => {
    server.use(answers('/custom-line-items', list));
    renderPortal(`/r/${receiver}/line-items?period=2026-10`);
    expect(await screen.findByText(/Total in EUR/)).toBeTruthy();
    expect(screen.getByText(/1 item is not known and in no sum/)).toBeTruthy();
    const footer = document.body.textContent;
    expect(footer).toContain('Showback carries -$240.00, computed were -$250.00 (USD): a difference of +$10.00 at 1 customer.');
    expect(footer).toContain('Showback carries what was computed (EUR): €10.00 for 1 customer.');
  });
});

describe('one custom line item', () => {
  const page = `/r/${receiver}/line-items/a1?period=2026-10`;

  it('explains its warnings and tells its versions as before and after', async () => {
    server.use(
      answers('/custom-line-items/{line_item_id}', {
        item: support,
        versions: [
          { name: 'support-2026-10', kind: 'percentage', percent: '7.8', starts: '2026-10', valid_from_at: '2026-10-02T09:00:00Z' },
          { name: 'support-2026-10', kind: 'percentage', percent: '5', starts: '2026-10', ends: '2026-10', valid_from_at: '2026-10-01T09:00:00Z' },
        ],
        provenance: estimated,
      }),
    );
    renderPortal(page);
    expect(await screen.findByText(/A percentage of nothing is \$0.00/)).toBeTruthy();
    const rows = within(screen.getByRole('grid', { name: 'Versions' })).getAllByRole('row').map((row) => row.textContent);
    expect(rows[1]).toContain('Charge5.0% of the base7.8% of the base');
    expect(rows[2]).toContain('EndsOct 2026No end');
    expect(rows).toHaveLength(7);
  });

  it('is not found in words, inside the shell', async () => {
    server.use(fails('/custom-line-items/{line_item_id}', 404));
    renderPortal(page);
    expect(await screen.findByText(`Receiver ${receiver} has no custom line item a1`)).toBeTruthy();
    expect(screen.getByText('Skip to main content')).toBeTruthy();
  });
});
