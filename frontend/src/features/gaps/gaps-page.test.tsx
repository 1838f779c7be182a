import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Gap, GapList, GapTotals } from '@/api/types';
import { addressOf, answers, fails, problemOf } from '@/test/answers';
import { estimated, me, nothingCollected, receiver, usd } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const support: Gap = {
  gap_id: '210000000001.support',
  customer_id: '210000000001',
  customer_name: 'Acme',
  class: 'support',
  currency: 'USD',
  my_view: usd('105.590000000001'),
  carried: usd('0'),
  gap: usd('105.590000000001'),
  wanted: usd('105.59'),
  proposal: usd('105.59'),
  policy: 'pass_through',
  status: 'open',
  standing: 'final',
  services: [{ service: 'AWS Support (Business)', record_type: 'Support', amount: usd('105.59') }],
  items: [],
};

const credit: Gap = {
  ...support,
  gap_id: '210000000002.credit',
  customer_id: '210000000002',
  customer_name: 'Borealis',
  class: 'credit',
  my_view: usd('-40'),
  gap: usd('-40'),
  wanted: usd('-20'),
  proposal: usd('-20'),
  policy: 'percentage',
  policy_percent: '50',
  policy_of_customer: true,
};

const unknown: Gap = {
  gap_id: '210000000003.tax',
  customer_id: '210000000003',
  customer_name: 'Cobalt',
  class: 'tax',
  policy: 'absorb',
  status: 'unknown',
  note: 'Showback of this month was not collected.',
  items: [],
};

const totals: GapTotals = {
  currency: 'USD',
  my_view: usd('65.59'),
  carried: usd('0'),
  gap: usd('65.59'),
  proposal: usd('85.59'),
  customers: 2,
  gaps: 2,
  unknown: 1,
};

const list: GapList = { items: [support, credit, unknown], total: 3, totals: [totals], unattributed: 0, plannable: true, provenance: estimated };

const page = `/r/${receiver}/gaps?period=2026-10`;

async function rowOf(name: string): Promise<HTMLElement> {
  const row = (await screen.findByRole('link', { name })).closest('tr');
  if (row === null) throw new Error(`${name} is in no row`);
  return row;
}

/** Keeps what plans were asked for, and refuses each so that the page stays. */
function refusedPlans(): unknown[] {
  const asked: unknown[] = [];
  server.use(
    http.post(addressOf('/plans'), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json(problemOf(409, { title: 'Nothing is proposed for these gaps' }), { status: 409 });
    }),
  );
  return asked;
}

describe('gaps', () => {
  it('say the sign of a proposal in words, and a dash with its reason for what is not known', async () => {
    server.use(answers('/gap-analysis', list));
    renderPortal(page);
    const fee = await rowOf('Acme');
    expect(within(fee).getByText('+$105.59')).toBeTruthy();
    expect(within(fee).getByText('fee')).toBeTruthy();
    const given = await rowOf('Borealis');
    expect(within(given).getByText('-$20.00')).toBeTruthy();
    expect(within(given).getByText('credit')).toBeTruthy();
    expect(within(given).getByText('50.0% passed on')).toBeTruthy();
    expect(within(given).getByText("The customer's own")).toBeTruthy();
    const dark = await rowOf('Cobalt');
    expect(within(dark).queryByText('$0.00')).toBeNull();
    expect(within(dark).queryByText('Nothing')).toBeNull();
    expect(within(dark).getAllByText(/Not known: Showback of this month/)).toHaveLength(4);
    expect(screen.getByText(/2 customers, 2 gaps with a proposal/).textContent).toContain('1 row is not known and in no sum');
  });

  it('are planned by their ids when selected; what proposes nothing cannot be selected', async () => {
    server.use(answers('/gap-analysis', list));
    const asked = refusedPlans();
    renderPortal(page);
    expect(await screen.findByRole('checkbox', { name: 'Choose Cobalt, Tax' })).toHaveProperty('disabled', true);
    await userEvent.click(screen.getByRole('checkbox', { name: 'Choose Borealis, Credits' }));
    await userEvent.click(screen.getByRole('button', { name: 'Plan fixes' }));
    await userEvent.click(screen.getByRole('menuitem', { name: 'The selected one' }));
    expect(await screen.findByText("We couldn't plan the fixes")).toBeTruthy();
    expect(screen.getByText(/Nothing is proposed for these gaps/)).toBeTruthy();
    expect(asked).toEqual([{ receiver_id: receiver, gaps: { period: '2026-10', gap_ids: ['210000000002.credit'] } }]);
  });

  it('are planned by the filter when all that match are meant, never by the rows of the page', async () => {
    server.use(answers('/gap-analysis', list));
    const asked = refusedPlans();
    renderPortal(`${page}&filter=class:eq:support&filter=status:eq:open&match=any&search=ac`);
    await rowOf('Acme');
    await userEvent.click(screen.getByRole('button', { name: 'Plan fixes' }));
    await userEvent.click(screen.getByRole('menuitem', { name: 'All 2 that match' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]).toEqual({
      receiver_id: receiver,
      gaps: { period: '2026-10', search: 'ac', filter: ['class:eq:support', 'status:eq:open'], match: 'any' },
    });
  });

  it('lead to the plan, which is opened for review', async () => {
    server.use(answers('/gap-analysis', list), fails('/plans/{plan_id}', 404));
    server.use(http.post(addressOf('/plans'), () => HttpResponse.json({ plan_id: 'plan_01jd2v9r3k8m' }, { status: 201 })));
    const { router } = renderPortal(page);
    await rowOf('Acme');
    await userEvent.click(screen.getByRole('button', { name: 'Plan fixes' }));
    await userEvent.click(screen.getByRole('menuitem', { name: 'All 2' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/r/${receiver}/plans/plan_01jd2v9r3k8m`));
  });

  it.each([
    ['the month is closed', { ...list, plannable: false }, /^AWS takes line items for the current and the previous month only/],
    ['nothing is proposed', { ...list, totals: [{ ...totals, gaps: 0 }] }, /Nothing is proposed/],
  ])('cannot be planned when %s, and say why', async (_when, answer, reason) => {
    server.use(answers('/gap-analysis', answer));
    renderPortal(page);
    await rowOf('Acme');
    const button = screen.getByRole('button', { name: /^Plan fixes/ });
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'));
    button.focus();
    expect((await screen.findAllByText(reason)).length).toBeGreaterThan(0);
  });

  it('are not for a viewer to plan', async () => {
    server.use(answers('/gap-analysis', list));
    renderPortal(page);
    server.use(answers('/me', { ...me, roles: ['viewer'] }));
    const button = await screen.findByRole('button', { name: /^Plan fixes/ });
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });

  it('name line items that nobody has said the meaning of, and lead to them', async () => {
    server.use(answers('/gap-analysis', { ...list, unattributed: 3 }));
    renderPortal(page);
    expect(await screen.findByText('3 line items of the month have not been said to stand for anything')).toBeTruthy();
    const link = screen.getByRole('link', { name: 'Custom line items without a meaning' });
    expect(link.getAttribute('href')).toBe(`/r/${receiver}/line-items?filter=attribution%3Aeq%3Aunattributed&period=2026-10`);
  });

  it('say loudly what is simulated, ask for it by the address, and plan it as such', async () => {
    const seen: string[] = [];
    server.use(answers('/gap-analysis', { ...list, items: [{ ...support, simulated: true }, credit], simulated: true }, (request) => seen.push(request.url)));
    const asked = refusedPlans();
    const { router } = renderPortal(`${page}&demo=true`);
    expect(await screen.findByText('Simulated: some of these gaps are made up')).toBeTruthy();
    expect(within(await rowOf('Acme')).getByText('Simulated')).toBeTruthy();
    expect(within(await rowOf('Borealis')).queryByText('Simulated')).toBeNull();
    expect(seen.every((url) => new URL(url).searchParams.get('demo') === 'true')).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Plan fixes' }));
    await userEvent.click(screen.getByRole('menuitem', { name: 'All 2' }));
    await waitFor(() => expect(asked).toEqual([{ receiver_id: receiver, gaps: { period: '2026-10', demo: true } }]));
    await userEvent.click(screen.getByRole('button', { name: 'Show true gaps only' }));
    await waitFor(() => expect(router.state.location.search).not.toMatchObject({ demo: 'true' }));
  });

  it('show their evidence beside the list, named in the address', async () => {
    server.use(answers('/gap-analysis', list));
    const { router } = renderPortal(page);
    await userEvent.click(await screen.findByRole('button', { name: 'Evidence of Acme, AWS Support' }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ open: '210000000001.support' }));
    expect(await screen.findByText('AWS Support (Business)')).toBeTruthy();
    expect(screen.getByText('No line item of this month is attributed to it.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Change the policy for Acme' })).toBeTruthy();
  });

  it('claim nothing when they could not be read or nothing was collected', async () => {
    server.use(fails('/gap-analysis', 500));
    renderPortal(page);
    expect(await screen.findByText("We couldn't load gaps")).toBeTruthy();
    expect(screen.queryByText('No gaps')).toBeNull();
  });

  it('of a month that was not collected say that, not that there are none', async () => {
    server.use(answers('/gap-analysis', { ...list, items: [], total: 0, totals: [], provenance: nothingCollected }));
    renderPortal(`/r/${receiver}/gaps?period=2026-11`);
    expect(await screen.findByText('No figures were collected for Nov 2026')).toBeTruthy();
  });
});

describe('coverage', () => {
  it('is said in words; unknown is neither covered nor green', async () => {
    server.use(
      answers('/gap-analysis/coverage', {
        items: [
          {
            customer_id: '210000000001',
            customer_name: 'Acme',
            status: 'partly',
            classes: [
              { class: 'support', status: 'partly', percent: '80' },
              { class: 'credit', status: 'covered', percent: '100' },
              { class: 'tax', status: 'unknown' },
            ],
            covered_classes: 1,
            known_classes: 2,
            open_gap: usd('20'),
            export_status: 'unknown',
          },
        ],
        total: 1,
        provenance: estimated,
      }),
    );
    renderPortal(`${page}&tab=coverage`);
    const row = (await screen.findByRole('link', { name: 'Gaps of Acme' })).closest('tr');
    if (row === null) throw new Error('Acme is in no row');
    expect(within(row).getByText('Partly carried, 80.0%')).toBeTruthy();
    expect(within(row).getAllByText('Covered')).toHaveLength(1);
    expect(within(row).getByText('1 of 2')).toBeTruthy();
    expect(within(row).getAllByText('No charges')).toHaveLength(3);
    for (const word of within(row).getAllByText('Unknown')) expect(word.closest('[class*="status-success"]')).toBeNull();
  });
});
