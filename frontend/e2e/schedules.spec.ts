import { expect, open, test } from './harness/fixtures';
import { content } from './harness/pages';

const title = "Plan last month's gaps";

test('a schedule is changed with checks, says what applying without review risks, and is turned off', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const receiver = await portal.receiver();
  await open(page, portal, `/r/${receiver}/schedules`);
  const row = content(page).getByRole('row').filter({ hasText: title });
  await expect(row.getByText('7 Dec 2026, 06:00 UTC')).toBeVisible();
  await expect(row.getByText('Wait for review')).toBeVisible();
  const act = async (action: string) => {
    await content(page).getByRole('button', { name: `Actions for ${title}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  await act('Edit');
  const form = page.getByRole('dialog', { name: `Edit ${title}` });
  await form.getByLabel('Day of the month').fill('32');
  await form.getByRole('checkbox', { name: /Apply plans without review/ }).check();
  await expect(form.getByText('Customers are charged and credited without anybody looking')).toBeVisible();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('Write a whole number from 1 to 31.')).toBeVisible();
  await expect(form.getByText('Write an amount above zero, like 500.00.')).toBeVisible();
  await form.getByLabel('Day of the month').fill('31');
  await form.getByLabel('Limit of one plan').fill('250.50');
  await form.getByLabel('Line items of one plan, at most').fill('40');
  await expect(form.getByText('30 Nov 2026, 06:00 UTC')).toBeVisible();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toHaveCount(0);
  await expect(row.getByText('30 Nov 2026, 06:00 UTC')).toBeVisible();
  await expect(row.getByText('Applied without review up to $250.50 and 40 line items')).toBeVisible();

  await content(page).getByRole('link', { name: title }).click();
  for (const run of ['30 Nov 2026, 06:00 UTC', '31 Dec 2026, 06:00 UTC', '31 Jan 2027, 06:00 UTC', '28 Feb 2027, 06:00 UTC', '31 Mar 2027, 06:00 UTC']) {
    await expect(content(page).getByText(run)).toBeVisible();
  }
  await page.goBack();
  await act('Turn off');
  await expect(row.getByText('None while it is off')).toBeVisible();
  await page.reload();
  await expect(row.getByText('None while it is off')).toBeVisible();
  await act('Turn on');
  await expect(row.getByText('30 Nov 2026, 06:00 UTC')).toBeVisible();
});

test('a run started by a person makes a plan that waits, and stays in the history', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const receiver = await portal.receiver();
  await open(page, portal, `/r/${receiver}/schedules/gap_run`);
  await expect(content(page).getByText('It has not run yet').first()).toBeVisible();
  await content(page).getByRole('button', { name: 'Run now' }).click();
  await expect(page.getByText('Plan the gaps of October 2026: succeeded').first()).toBeVisible();
  const runs = content(page).getByRole('row').filter({ has: page.getByRole('rowheader') });
  await expect(runs).toHaveCount(1);
  await expect(runs.getByText('A plan waits for review')).toBeVisible();
  await expect(runs.getByText('By a person')).toBeAttached();
  await runs.getByRole('link', { name: /^Review plan/ }).click();
  await expect(page).toHaveURL(/\/plans\/plan_/);
  await expect(content(page).getByText('Oct 2026').first()).toBeVisible();
});

test('a run that waits for a collection says so, also after a reload, and is found among the jobs', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const receiver = await portal.receiver();
  await portal.simulator.setFaults({ service: 'ce', operation: 'GetCostAndUsage', kind: 'delay', delay_ms: 30_000 });
  await portal.api.startCollection(receiver, 'refresh');
  await open(page, portal, `/r/${receiver}/schedules/gap_run`);
  await content(page).getByRole('button', { name: 'Run now' }).click();
  // Beside the collection's, so the messages are stacked.
  const waiting = async () => {
    await page.getByRole('button', { name: 'Show all messages' }).click();
    await expect(page.getByText('Plan the gaps of October 2026: waiting').first()).toBeVisible();
  };
  await waiting();
  await page.reload();
  await waiting();
  await open(page, portal, `/r/${receiver}/jobs?filter=kind:eq:schedule`);
  await expect(content(page).getByRole('rowheader', { name: 'Plan the gaps of October 2026' })).toBeVisible();
  await expect(content(page).getByRole('rowheader')).toHaveCount(1);
});
