import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Gap, GapList, GapTotals } from '@/api/types';
import { addressOf, answers } from '@/test/answers';
import { estimated, me, receiver, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

import { dayAfter } from './dismiss-modal';

const common: Pick<Gap, 'currency' | 'carried' | 'policy' | 'standing' | 'services' | 'items'> = {
  currency: 'USD',
  carried: usd('0'),
  policy: 'pass_through',
  standing: 'final',
  services: [],
  items: [],
};

const support: Gap = {
  ...common,
  gap_id: '210000000001.support',
  customer_id: '210000000001',
  customer_name: 'Acme',
  class: 'support',
  my_view: usd('105.59'),
  gap: usd('105.59'),
  wanted: usd('105.59'),
  proposal: usd('105.59'),
  status: 'open',
};

const credit: Gap = {
  ...common,
  gap_id: '210000000002.credit',
  customer_id: '210000000002',
  customer_name: 'Borealis',
  class: 'credit',
  my_view: usd('-40'),
  gap: usd('-40'),
  wanted: usd('-40'),
  proposal: usd('-40'),
  status: 'open',
};

const totals: GapTotals = { currency: 'USD', my_view: usd('65.59'), carried: usd('0'), gap: usd('65.59'), proposal: usd('65.59'), customers: 2, gaps: 2, unknown: 0 };

const list: GapList = { items: [support, credit], total: 2, totals: [totals], unattributed: 0, plannable: true, provenance: estimated };

const page = `/r/${receiver}/gaps?period=2026-10`;

async function rowOf(name: string): Promise<HTMLElement> {
  const row = (await screen.findByRole('link', { name })).closest('tr');
  if (row === null) throw new Error(`${name} is in no row`);
  return row;
}

describe('gaps', () => {
  it('are dismissed with a reason for half a year, once, and say until when', async () => {
    const asked: unknown[] = [];
    server.use(
      answers('/gap-analysis', list),
      http.put(addressOf('/gap-analysis/policies'), async ({ request }) => {
        asked.push(await request.json());
        return HttpResponse.json({ policy_id: support.gap_id, class: 'support', mode: 'dismissed', version: 1 });
      }),
    );
    renderPortal(page);
    await userEvent.click(await screen.findByRole('checkbox', { name: /Acme/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    const dialog = await screen.findByRole('dialog', { name: 'Dismiss 1 gap' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Dismiss' }));
    expect(within(dialog).getByText('Say why.')).toBeTruthy();
    expect(asked).toEqual([]);
    await userEvent.type(within(dialog).getByRole('textbox', { name: /Reason/ }), 'Pays AWS itself.');
    await userEvent.dblClick(within(dialog).getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const until = dayAfter(me.environment.now, 6);
    expect(asked).toEqual([{ receiver_id: receiver, class: 'support', customer_id: '210000000001', mode: 'dismissed', until, note: 'Pays AWS itself.' }]);
    expect(['2026-08-31', '2026-08-30', '2027-08-31'].map((day) => dayAfter(`${day}T12:00:00Z`, 6))).toEqual(['2027-02-28', '2027-02-28', '2028-02-29']);
  });

  it('that are dismissed or were changed at AWS say so, with who, why and the plan; the totals add up', async () => {
    const totalsAside: GapTotals = { ...totals, kept: usd('-20'), dismissed: usd('105.59'), dismissed_gaps: 1 };
    const dismissal = { until: '2027-05-25', reason: 'Pays AWS itself.', dismissed_by: 'kim', dismissed_at: '2026-11-25T10:00:00Z' };
    const { proposal, ...rest } = support;
    const aside: Gap = { ...rest, status: 'dismissed', dismissal };
    expect(proposal).toEqual(totalsAside.dismissed);
    const changed: Gap = { ...credit, changed_outside: [{ plan_id: 'plan_01jd2v9r3k8m', change: 'Somebody deleted it at AWS.' }] };
    server.use(answers('/gap-analysis', { ...list, items: [aside, changed], totals: [totalsAside] }));
    renderPortal(`${page}&open=${aside.gap_id}`);
    expect((await rowOf('Acme')).textContent).toContain('until 25 May 2027');
    expect(await screen.findByText(/“Pays AWS itself.” Said by kim/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'End the dismissal' })).toBeTruthy();
    expect(screen.getByText(/dismissed/, { selector: 'div' }).textContent).toContain('not passed on -$20.00, dismissed +$105.59');
    expect((await rowOf('Borealis')).textContent).toContain('Changed at AWS');
  });
});
