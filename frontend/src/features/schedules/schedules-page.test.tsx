import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Job, Schedule, ScheduleRun } from '@/api/types';
import { addressOf, answers, problemOf } from '@/test/answers';
import { receiver, runningJob } from '@/test/fixtures';
import { renderPortal } from '@/test/render-portal';
import { server } from '@/test/server';

const run: ScheduleRun = {
  run_id: 'run_1',
  trigger: 'time',
  started_at: '2026-11-07T06:00:00Z',
  finished_at: '2026-11-07T06:00:10Z',
  outcome: 'planned',
  message: '31 gaps of 18 customers wait for review.',
  job_id: 'job_1',
  plan_id: 'plan_1',
};

const gapRun: Schedule = {
  schedule_id: 'gap_run',
  title: "Plan last month's gaps",
  description: 'Makes a plan that closes the gaps of the month before.',
  enabled: true,
  every: 'month',
  day: 7,
  hour: 6,
  auto_apply: false,
  next_run_at: '2026-12-07T06:00:00Z',
  last_run: run,
  version: 2,
};

const check: Schedule = {
  schedule_id: 'credit_expiry_check',
  title: 'Check credits',
  description: 'Reports credits that expire soon.',
  enabled: false,
  every: 'day',
  hour: 6,
  auto_apply: false,
  version: 0,
};

const run1: Job = { ...runningJob, job_id: 'job_1', kind: 'schedule', title: 'Plan the gaps of October 2026', progress: { done: 0, total: 1, failed: 0 } };

const list = (...items: Schedule[]) => answers('/schedules', { items, total: items.length });
const page = `/r/${receiver}/schedules`;

const rowOf = async (title: string) => {
  const row = (await screen.findByRole('rowheader', { name: new RegExp(title) })).closest('tr');
  if (row === null) throw new Error(`${title} has no row`);
  return row;
};

const choose = async (title: string, action: string) => {
  await userEvent.click(await screen.findByRole('button', { name: `Actions for ${title}` }));
  await userEvent.click(screen.getByRole('menuitem', { name: action }));
};

describe('the list of schedules', () => {
  it('says when each runs, how it went, and that nothing is applied unseen', async () => {
    server.use(list(gapRun, check));
    renderPortal(page);
    const row = await rowOf("Plan last month's gaps");
    expect(within(row).getByText('7 Dec 2026, 06:00 UTC')).toBeTruthy();
    expect(within(row).getByText('A plan waits for review')).toBeTruthy();
    expect(within(row).getByText('Every month on day 7, 06:00 UTC')).toBeTruthy();
    expect(within(row).getByText('Wait for review')).toBeTruthy();
    const off = await rowOf('Check credits');
    expect(within(off).getByText('None while it is off')).toBeTruthy();
    expect(within(off).getByText('Has not run yet')).toBeTruthy();
  });

  it('turns one on without changing anything else', async () => {
    let sent: unknown;
    server.use(
      list(gapRun, check),
      http.put(addressOf('/schedules/{schedule_id}'), async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json({ ...check, enabled: true, version: 1 });
      }),
    );
    renderPortal(page);
    await choose('Check credits', 'Turn on');
    expect(await screen.findByText('Check credits is on.')).toBeTruthy();
    expect(sent).toEqual({ receiver_id: receiver, enabled: true, hour: 6, auto_apply: false, version: 0 });
  });

  it('runs one now and says how it ended', async () => {
    server.use(
      list(gapRun),
      http.post(addressOf('/schedules/{schedule_id}/run'), () => HttpResponse.json(run1, { status: 202 })),
    );
    renderPortal(page);
    server.use(answers('/jobs', { items: [{ ...run1, status: 'succeeded', message: 'There was no gap.', finished_at: '2026-11-23T06:01:00Z' }], total: 1 }));
    await choose("Plan last month's gaps", 'Run now');
    expect(await screen.findByText('Plan the gaps of October 2026: succeeded')).toBeTruthy();
    expect(screen.getByText('There was no gap.')).toBeTruthy();
  });

  it('shows the progress of one that somebody started, also after a reload', async () => {
    const asked: string[] = [];
    server.use(list(gapRun));
    renderPortal(page);
    server.use(answers('/jobs', { items: [run1], total: 1 }, (request) => asked.push(new URL(request.url).searchParams.getAll('filter').join(' '))));
    expect(await screen.findByText('0 of 1 done')).toBeTruthy();
    expect(asked[0]).toBe('kind:eq:plan_apply kind:eq:schedule');
  });

  it('says that one is failing whose last run failed', async () => {
    server.use(list({ ...gapRun, last_run: { ...run, outcome: 'failed' } }));
    renderPortal(page);
    expect(within(await rowOf("Plan last month's gaps")).getByText('Failing')).toBeTruthy();
  });

  it('says why one could not be started', async () => {
    server.use(
      list(gapRun),
      http.post(addressOf('/schedules/{schedule_id}/run'), () => HttpResponse.json(problemOf(409, { title: 'The month cannot be planned' }), { status: 409 })),
    );
    renderPortal(page);
    await choose("Plan last month's gaps", 'Run now');
    expect(await screen.findByText("We couldn't start Plan last month's gaps")).toBeTruthy();
    expect(screen.getByText(/The month cannot be planned/)).toBeTruthy();
  });
});

describe('the form of a schedule', () => {
  it('says what applying without review risks, and wants a limit', async () => {
    let sent: unknown;
    server.use(
      list(gapRun),
      http.put(addressOf('/schedules/{schedule_id}'), async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json({ ...gapRun, version: 3 });
      }),
    );
    renderPortal(page);
    await choose("Plan last month's gaps", 'Edit');
    const form = await screen.findByRole('dialog', { name: "Edit Plan last month's gaps" });
    expect(within(form).getByText('7 Jan 2027, 06:00 UTC')).toBeTruthy();
    expect(within(form).queryByText(/without anybody looking/)).toBeNull();
    await userEvent.click(within(form).getByRole('checkbox', { name: /Apply plans without review/ }));
    expect(within(form).getByText('Customers are charged and credited without anybody looking')).toBeTruthy();
    await userEvent.click(within(form).getByRole('button', { name: 'Save' }));
    expect(within(form).getByText('Write an amount above zero, like 500.00.')).toBeTruthy();
    expect(sent).toBeUndefined();
    await userEvent.type(within(form).getByLabelText('Limit of one plan'), '1,250.50');
    await userEvent.type(within(form).getByLabelText('Line items of one plan, at most'), '1.5');
    await userEvent.click(within(form).getByRole('button', { name: 'Save' }));
    expect(within(form).getByText('Write a whole number from 1 to 100,000, or leave it empty.')).toBeTruthy();
    expect(sent).toBeUndefined();
    await userEvent.clear(within(form).getByLabelText('Line items of one plan, at most'));
    await userEvent.type(within(form).getByLabelText('Line items of one plan, at most'), '40');
    await userEvent.click(within(form).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(sent).toEqual({ receiver_id: receiver, enabled: true, day: 7, hour: 6, auto_apply: true, auto_apply_limit: { amount: '1250.50', currency: 'USD' }, auto_apply_max_items: 40, version: 2 }),
    );
  });
});

describe('one schedule', () => {
  it('shows every run with its plan and job', async () => {
    server.use(list(gapRun), answers('/schedules/{schedule_id}/runs', { items: [run], total: 1 }));
    renderPortal(`${page}/gap_run`);
    expect(await screen.findByText('31 gaps of 18 customers wait for review.')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Review plan plan_1' }).getAttribute('href')).toBe(`/r/${receiver}/plans/plan_1`);
    expect(screen.getByRole('link', { name: 'View job job_1' })).toBeTruthy();
  });

  it('warns while it may apply by itself', async () => {
    server.use(
      list({ ...gapRun, auto_apply: true, auto_apply_limit: { amount: '500', currency: 'USD' }, auto_apply_max_items: 40 }),
      answers('/schedules/{schedule_id}/runs', { items: [], total: 0 }),
    );
    renderPortal(`${page}/gap_run`);
    expect(await screen.findByText('Customers are charged and credited without anybody looking')).toBeTruthy();
    expect(screen.getByText('Applied without review up to $500.00 and 40 line items')).toBeTruthy();
    expect(screen.getByText('7 Apr 2027, 06:00 UTC')).toBeTruthy();
  });

  it('that does not exist is said by name', async () => {
    server.use(list());
    renderPortal(`${page}/none_such`);
    expect(await screen.findByText('There is no schedule none_such')).toBeTruthy();
  });
});
