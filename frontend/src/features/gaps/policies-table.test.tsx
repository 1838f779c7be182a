import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { GapPolicy } from '@/api/types';
import { addressOf, answers, problemOf } from '@/test/answers';
import { receiver } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const usual: GapPolicy = { policy_id: 'support', class: 'support', mode: 'pass_through', version: 0 };
const own: GapPolicy = {
  policy_id: 'support.210000000001',
  class: 'support',
  customer_id: '210000000001',
  customer_name: 'Acme',
  mode: 'percentage',
  percent: '62.5',
  note: 'As agreed.',
  changed_by: 'local',
  changed_at: '2026-11-20T06:00:00Z',
  version: 3,
};

const page = `/r/${receiver}/gaps?tab=policies`;

async function choose(policy: string, action: string) {
  await userEvent.click(await screen.findByRole('button', { name: `Actions for ${policy}` }));
  await userEvent.click(await screen.findByRole('menuitem', { name: new RegExp(`^${action}`) }));
}

/** Keeps what was put, and answers it as the policy. */
function keptPolicies(): unknown[] {
  const kept: unknown[] = [];
  server.use(
    http.put(addressOf('/gap-analysis/policies'), async ({ request }) => {
      kept.push(await request.json());
      return HttpResponse.json(own);
    }),
  );
  return kept;
}

describe('policies of gaps', () => {
  beforeEach(() => server.use(answers('/gap-analysis/policies', { items: [usual, own], total: 2 })));

  it('tell the default from what one customer has', async () => {
    renderPortal(page);
    expect(await screen.findByText('Every customer (default)')).toBeTruthy();
    expect(screen.getByText('As it came')).toBeTruthy();
    expect(screen.getByText('62.5% passed on')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Actions for the default of AWS Support' }));
    expect((await screen.findByRole('menuitem', { name: /^Remove/ })).getAttribute('aria-disabled')).toBe('true');
  });

  it.each(['', '0', '100', '1e1', '62,5', '-5'])('are not saved with "%s" percent', async (text) => {
    const kept = keptPolicies();
    renderPortal(page);
    await choose('AWS Support of Acme', 'Edit');
    const percent = await screen.findByLabelText('Percentage passed on');
    await userEvent.clear(percent);
    if (text !== '') await userEvent.type(percent, text);
    await userEvent.click(screen.getByText('Save policy'));
    expect(await screen.findByText('Write a percentage above 0 and below 100, like 62.5.')).toBeTruthy();
    expect(kept).toEqual([]);
  });

  it('are saved with the version that was read; a mode without a percentage sends none', async () => {
    const kept = keptPolicies();
    renderPortal(page);
    await choose('AWS Support of Acme', 'Edit');
    await userEvent.click(await screen.findByRole('radio', { name: /^Absorb/ }));
    await userEvent.click(screen.getByText('Save policy'));
    expect(await screen.findByText('The policy was saved: AWS Support of Acme.')).toBeTruthy();
    expect(kept).toEqual([{ receiver_id: receiver, class: 'support', customer_id: '210000000001', mode: 'absorb', note: 'As agreed.', version: 3 }]);
  });

  it('keep the form when somebody else changed the policy', async () => {
    server.use(http.put(addressOf('/gap-analysis/policies'), () => HttpResponse.json(problemOf(409, { title: 'Somebody changed it since' }), { status: 409 })));
    renderPortal(page);
    await choose('the default of AWS Support', 'Edit');
    await userEvent.click(await screen.findByText('Save policy'));
    expect(await screen.findByText(/Somebody changed it since/)).toBeTruthy();
    expect(screen.getByRole('dialog', { name: 'Change the default of AWS Support' })).toBeTruthy();
  });

  it('of one customer are removed after a question', async () => {
    const removed: string[] = [];
    server.use(
      http.delete(addressOf('/gap-analysis/policies/{policy_id}'), ({ params }) => {
        removed.push(String(params.policy_id));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    renderPortal(page);
    await choose('AWS Support of Acme', 'Remove');
    const dialog = await screen.findByRole('dialog', { name: 'Return Acme to the default of AWS Support?' });
    expect(within(dialog).getByText(/62.5% passed on/)).toBeTruthy();
    expect(removed).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(removed).toEqual(['support.210000000001']));
    expect(await screen.findByText('Acme follows the default of AWS Support again.')).toBeTruthy();
  });

  it('have a history of before and after', async () => {
    server.use(
      answers('/gap-analysis/policy-history', {
        items: [
          { class: 'support', customer_id: '210000000001', customer_name: 'Acme', after_mode: 'percentage', after_percent: '62.5', changed_by: 'local', changed_at: '2026-11-20T06:00:00Z' },
          { class: 'tax', before_mode: 'absorb', after_mode: 'pass_through', changed_by: 'local', changed_at: '2026-11-19T06:00:00Z' },
        ],
        total: 2,
      }),
    );
    renderPortal(`/r/${receiver}/gaps?tab=history`);
    const rows = (await screen.findAllByRole('rowheader')).map((cell) => cell.closest('tr')?.textContent);
    expect(rows[0]).toContain('By default62.5% passed on');
    expect(rows[1]).toContain('AbsorbPass through');
  });
});
