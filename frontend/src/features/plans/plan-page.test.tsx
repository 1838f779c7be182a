import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Job, Plan } from '@/api/types';
import { addressOf, answers, problemOf } from '@/test/answers';
import { me, receiver, runningJob } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const draft: Plan = {
  plan_id: 'plan_01jd2v9r3k8m',
  receiver_id: receiver,
  kind: 'transfer_withdraw',
  status: 'draft',
  title: 'Withdraw from Acme billing at the end of December 2026',
  request: { receiver_id: receiver, withdraw: { transfer_id: 'rt-0a1b2c3d4e5f', ends: '2026-12' } },
  created_at: '2026-11-23T06:00:00Z',
  created_by: 'local',
  expires_at: '2026-11-23T06:15:00Z',
  content_hash: '6f1c2a9e6f1c2a9e',
  item_count: 1,
  first_items: [
    {
      item_id: '1',
      label: 'Acme',
      operation: 'organizations:TerminateResponsibilityTransfer',
      status: 'pending',
      fields: [{ name: 'End of the transfer', before: 'No end', after: '31 December 2026 (UTC)' }],
    },
  ],
  consequences: ['You pay for usage until 31 December 2026, 23:59:59 UTC.'],
  warnings: [{ code: 'open_credit', detail: 'A custom line item has no end.' }],
  reversible: false,
  undo_note: 'A new invitation is needed, which the customer has to accept.',
  confirm_word: 'confirm',
};

const job: Job = { ...runningJob, kind: 'plan_apply', title: draft.title };
const page = `/r/${receiver}/plans/${draft.plan_id}`;
const json = (value: unknown, status: number) => new HttpResponse(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json' } });

function applyButton(): HTMLButtonElement {
  return screen.getByRole<HTMLButtonElement>('button', { name: 'Apply' });
}

describe('the review of a plan', () => {
  it('names receiver, change, consequences, warnings and what cannot be undone', async () => {
    server.use(answers('/plans/{plan_id}', draft));
    renderPortal(page);
    expect(await screen.findByText(`Example Distribution (${receiver})`)).toBeTruthy();
    expect(screen.getByText('31 December 2026 (UTC)')).toBeTruthy();
    expect(screen.getByText('You pay for usage until 31 December 2026, 23:59:59 UTC.')).toBeTruthy();
    expect(screen.getByText('A custom line item has no end.')).toBeTruthy();
    expect(screen.getByText('This cannot be undone')).toBeTruthy();
    expect(document.title).toContain('Withdraw from Acme billing');
  });

  it('is applied only after the typed word, once, as it was reviewed', async () => {
    const sent: unknown[] = [];
    server.use(
      answers('/plans/{plan_id}', draft),
      http.post(addressOf('/plans/{plan_id}/apply'), async ({ request }) => {
        sent.push(await request.json());
        const plan: Plan = { ...draft, status: 'applying', job_id: job.job_id };
        server.use(answers('/plans/{plan_id}', plan), answers('/jobs/{job_id}', job));
        return json({ plan, job }, 202);
      }),
    );
    renderPortal(page);
    await screen.findByText('This cannot be undone');
    expect(applyButton().getAttribute('aria-disabled') ?? applyButton().disabled.toString()).toBe('true');
    await userEvent.type(screen.getByLabelText('To confirm, type confirm'), 'confirm{Enter}');
    expect(await screen.findByText('The plan is being applied')).toBeTruthy();
    expect(sent).toEqual([{ receiver_id: receiver, content_hash: draft.content_hash, confirm: 'confirm' }]);
    expect(screen.queryByRole('button', { name: 'Apply' })).toBeNull();
    expect(await screen.findByText('9 of 24 done')).toBeTruthy();
  });

  it('says why the server refused it', async () => {
    const simple = { ...draft };
    delete simple.confirm_word;
    server.use(
      answers('/plans/{plan_id}', simple),
      http.post(addressOf('/plans/{plan_id}/apply'), () => {
        server.use(answers('/plans/{plan_id}', { ...draft, status: 'stale', status_note: 'The transfer was renamed by somebody else since.' }));
        return json(problemOf(409, { title: 'The plan is out of date', code: 'plan_stale' }), 409);
      }),
    );
    renderPortal(page);
    await screen.findByText('This cannot be undone');
    await userEvent.click(applyButton());
    expect(await screen.findByText(/The transfer was renamed by somebody else since/)).toBeTruthy();
    expect(screen.getByText('What this plan was made from has changed')).toBeTruthy();
  });

  it('shows a viewer the actions with the reason why not', async () => {
    renderPortal(page);
    server.use(answers('/plans/{plan_id}', draft), answers('/me', { ...me, roles: ['viewer'] }));
    await screen.findByText('This cannot be undone');
    expect(applyButton().getAttribute('aria-disabled')).toBe('true');
    expect(screen.getAllByText('You need the Operator role.').length).toBeGreaterThan(0);
  });

  it('makes an expired plan again from what was asked for', async () => {
    const asked: unknown[] = [];
    const again: Plan = { ...draft, plan_id: 'plan_02jd2v9r3k8n' };
    server.use(
      answers('/plans/{plan_id}', { ...draft, status: 'expired' }),
      http.post(addressOf('/plans'), async ({ request }) => {
        asked.push(await request.json());
        server.use(answers('/plans/{plan_id}', again));
        return json(again, 201);
      }),
    );
    const { router } = renderPortal(page);
    await userEvent.click(await screen.findByRole('button', { name: 'Create again' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/r/${receiver}/plans/${again.plan_id}`));
    expect(asked).toEqual([{ receiver_id: receiver, withdraw: { transfer_id: 'rt-0a1b2c3d4e5f', ends: '2026-12' } }]);
  });
});
