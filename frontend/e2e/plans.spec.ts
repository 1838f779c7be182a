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

/** Line items by hand: a page that is filled in up to its plan. Answers the name of the customer. */
async function writeFee(page: Page, portal: Portal, receiver: string): Promise<string> {
  await open(page, portal, `/r/${receiver}/line-items`);
  await content(page).getByRole('button', { name: 'Create line items' }).click();
  await page.getByRole('button', { name: /^Customer/ }).click();
  const option = page.locator('[role=option]:not([aria-disabled=true])').first();
  const customer = ((await option.textContent()) ?? '').split(/[0-9]{12}/)[0]?.trim() ?? '';
  await option.click();
  await page.getByLabel('Amount in').fill('250.50');
  await page.getByLabel('What the customer reads on its bill').fill('Onboarding fee of the tests');
  await page.getByRole('button', { name: 'Name and place on the bill' }).click();
  await page.getByLabel('Name - optional').fill('onboarding');
  await expect(page.getByText('onboarding-2026-11-btp_')).toBeVisible();
  await page.getByRole('button', { name: 'Review the change' }).click();
  await expect(page).toHaveURL(/\/plans\/plan_/);
  await expect(content(page).getByText('Line items of this plan')).toBeVisible();
  return customer;
}

const requestsOf = async (portal: Portal, operation: string) =>
  (await portal.simulator.counts()).filter((count) => count.operation === operation).reduce((sum, { requests }) => sum + requests, 0);

test('a line item by hand is planned, applied once, read back and listed, and taken back by another plan', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const receiver = await portal.receiver();
  const before = (await portal.api.lineItems(receiver)).total;
  const customer = await writeFee(page, portal, receiver);
  await expect(content(page).getByText('Charges in Nov 2026 alone')).toBeVisible();
  await expect(content(page).getByText('+$250.50').first()).toBeVisible();
  expect(await requestsOf(portal, 'CreateCustomLineItem'), 'reviewing creates nothing').toBe(0);

  const applied: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/apply')) applied.push(request.url());
  });
  await apply(page).dblclick();
  await expect(content(page).getByText('Applied and read back from AWS')).toBeVisible();
  expect(applied, 'a double click is one request').toHaveLength(1);
  expect(await requestsOf(portal, 'CreateCustomLineItem')).toBe(1);
  const plan = page.url();
  const row = content(page).getByRole('row').filter({ hasText: customer }).last();
  await expect(row.getByText('Done')).toBeVisible();
  await expect(row.getByText('Written at AWS')).toBeVisible();
  await row.getByRole('button', { name: /^Look closer/ }).click();
  await expect(page.getByText('Onboarding fee of the tests').first()).toBeVisible();
  await expect(page).toHaveURL(/open=/);
  await page.reload();
  await expect(content(page).getByText('1 of 1 done, 0 failed.')).toBeVisible();

  await content(page).getByRole('link', { name: 'Go to Custom line items' }).click();
  await expect(content(page).getByRole('link', { name: /^onboarding-2026-11-btp_/ })).toBeVisible();
  expect((await portal.api.lineItems(receiver)).total).toBe(before + 1);

  await page.goto(plan.split('?')[0] ?? '');
  await content(page).getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Take back/);
  await expect(content(page).getByText('-$250.50').first()).toBeVisible();
  await content(page).getByLabel('To confirm, type').fill('confirm'); // it deletes
  await apply(page).click();
  await expect(content(page).getByText('Applied and read back from AWS')).toBeVisible();
  expect((await portal.api.lineItems(receiver)).total, 'exactly the state before').toBe(before);
  await page.goto(plan);
  await expect(content(page).getByText('This plan was taken back')).toBeVisible();
  await expect(content(page).getByRole('button', { name: 'Take back' })).toHaveCount(0);
});

test('a fee that repeats is said loudly, and above the limit only somebody else approves', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const receiver = await portal.receiver();
  await open(page, portal, `/r/${receiver}/plans?tab=settings`);
  await page.getByLabel('A single line item above').fill('100');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The approval limits were saved', { exact: true })).toBeVisible();
  const [row] = (await portal.api.margins(receiver, { filter: 'billing_group_status:eq:active' })).items;
  if (row?.customer_id === undefined) throw new Error('the world has no customer with a billing group');
  const plan = await portal.api.createPlan(receiver, {
    line_items: {
      items: [{ customer_id: row.customer_id, type: 'fee', charge: { amount: '100.01', currency: row.figures.currency }, period: '2026-11', recurring: true, description: 'A fee' }],
    },
  });
  await open(page, portal, `/r/${receiver}/plans/${plan.plan_id}`);
  await expect(content(page).getByText('From November 2026 (UTC), no end: repeats every month')).toBeVisible();
  await expect(content(page).getByText('Waits for approval')).toBeVisible();
  await expect(content(page).getByRole('button', { name: 'Approve' })).toHaveAttribute('aria-disabled', 'true');
  await expect(apply(page)).toHaveAttribute('aria-disabled', 'true');
  await open(page, portal, `/r/${receiver}/plans?filter=approval:eq:needed`);
  await expect(content(page).getByRole('link', { name: plan.title })).toBeVisible();
  expect(await requestsOf(portal, 'CreateCustomLineItem')).toBe(0);
});
