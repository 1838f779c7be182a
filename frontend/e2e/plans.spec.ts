import type { Page } from '@playwright/test';

import { expect, open, test } from './harness/fixtures';
import { content } from './harness/pages';
import type { Portal } from './harness/portal';

/** A management account of no organization the receiver has. */
const newcomer = '299999999991';

/** Opens the menu of a transfer and chooses what to do with it. */
async function choose(page: Page, transfer: string, action: string): Promise<void> {
  await content(page).getByRole('button', { name: `Actions for ${transfer}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** A transfer that can be changed. */
async function activeTransfer(portal: Portal) {
  const receiver = await portal.receiver();
  const [transfer] = (await portal.api.transfers(receiver, { filter: 'state:eq:active' })).items;
  if (transfer === undefined) throw new Error('the world has no active transfer');
  return { receiver, transfer };
}

const apply = (page: Page) => content(page).getByRole('button', { name: 'Apply', exact: true });

test('an invitation is planned, reviewed, applied by a job, and then in the list; it is taken back the same way', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const receiver = await portal.receiver();
  await open(page, portal, `/r/${receiver}/transfers`);
  await content(page).getByRole('button', { name: 'Invite a customer' }).first().click();
  await page.getByLabel('Management account id').fill(newcomer);
  await page.getByLabel('Name of the transfer').fill('Globex billing');
  const before = await portal.simulator.counts();
  await page.getByRole('button', { name: 'Review the change' }).click();
  await expect(content(page).getByText('Nothing at AWS has changed yet')).toBeVisible();
  await expect(page).toHaveURL(/\/plans\/plan_/);
  await expect(content(page).getByText(`(${receiver})`).first()).toBeVisible();
  await expect(content(page).getByText('Globex billing').first()).toBeVisible();
  const invites = (counts: typeof before) => counts.filter(({ operation }) => operation.startsWith('Invite'));
  expect(invites(await portal.simulator.counts()), 'reviewing invites nobody').toEqual(invites(before));
  await apply(page).click();
  await expect(content(page).getByText('Applied and read back from AWS')).toBeVisible();
  expect(invites(await portal.simulator.counts()).reduce((sum, { requests }) => sum + requests, 0)).toBe(1);
  await content(page).getByRole('link', { name: 'View job' }).click();
  await expect(content(page).getByText('Succeeded').first()).toBeVisible();
  await open(page, portal, `/r/${receiver}/transfers?filter=state:eq:invited&search=Globex`);
  await expect(content(page).getByText('Globex billing').first()).toBeVisible();

  await choose(page, 'Globex billing', 'Take back');
  await page.getByRole('button', { name: 'Review the change' }).click();
  await content(page).getByLabel('To confirm, type').fill('confirm');
  await apply(page).click();
  await expect(content(page).getByText('Applied and read back from AWS')).toBeVisible();
  await open(page, portal, `/r/${receiver}/transfers?filter=state:eq:invited&search=Globex`);
  await expect(content(page).getByText("We can't find a match")).toBeVisible();
});

test('withdrawing says what follows and needs the typed word', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const { receiver, transfer } = await activeTransfer(portal);
  await open(page, portal, `/r/${receiver}/transfers`);
  await choose(page, transfer.name, 'Withdraw');
  await page.getByLabel('Until the end of Dec 2026 (UTC)').check();
  await page.getByRole('button', { name: 'Review the change' }).click();
  await expect(content(page).getByText('This cannot be undone')).toBeVisible();
  await expect(apply(page)).toHaveAttribute('aria-disabled', 'true');
  const word = content(page).getByLabel('To confirm, type');
  await word.fill('confir');
  await expect(apply(page)).toHaveAttribute('aria-disabled', 'true');
  await word.fill('confirm');
  await word.press('Enter');
  await expect(content(page).getByText('Applied and read back from AWS')).toBeVisible();
  await content(page).getByRole('link', { name: 'Go to Transfers' }).click();
  const row = content(page).getByRole('row').filter({ hasText: transfer.name });
  await expect(row.getByText('Ending')).toBeVisible();
  await expect(row.getByText('31 Dec 2026')).toBeVisible();
});

test('a plan that waited too long is not applied, and is made again', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const { receiver, transfer } = await activeTransfer(portal);
  const plan = await portal.api.createPlan(receiver, { rename: { transfer_id: transfer.transfer_id, name: 'Another name' } });
  await portal.kill();
  await portal.launch('2026-11-16T14:00:00Z');
  await open(page, portal, `/r/${receiver}/plans/${plan.plan_id}`);
  await expect(content(page).getByText('This plan has expired')).toBeVisible();
  await expect(apply(page)).toHaveCount(0);
  await content(page).getByRole('button', { name: 'Create again' }).click();
  await expect(content(page).getByText('Nothing at AWS has changed yet')).toBeVisible();
  expect(page.url()).not.toContain(plan.plan_id);
  await expect(content(page).getByText('Another name').first()).toBeVisible();
});
