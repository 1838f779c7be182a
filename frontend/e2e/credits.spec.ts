import type { Page } from '@playwright/test';

import { expect, open, test } from './harness/fixtures';
import { content } from './harness/pages';
import type { Portal } from './harness/portal';

/** The row of a customer in the list. */
const rowOf = (page: Page, name: string) => content(page).getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });

/** A collected portal with its customers as the credit tracker sees them in the month before. */
async function tracked(portal: Portal) {
  await portal.collected();
  const receiver = await portal.receiver();
  const { items } = await portal.api.creditCustomers(receiver, { period: '2026-10' });
  const visible = items.find((customer) => customer.visibility === 'visible' && customer.credits > 0);
  const hidden = items.find((customer) => customer.visibility === 'no_role');
  if (visible === undefined || hidden === undefined) throw new Error('the world has no visible or no hidden customer');
  return { receiver, visible, hidden, items };
}

test('a customer without a role is never read as one without credits', async ({ page, startPortal }) => {
  const portal = await startPortal();
  const { receiver, hidden, items } = await tracked(portal);
  const readable = items.filter(({ visibility }) => visibility === 'visible').length;
  await open(page, portal, `/r/${receiver}/credits?period=2026-10`);
  await expect(content(page).getByText('From the ledger, every customer.')).toBeVisible();
  await expect(content(page).getByText(`Only customers that granted a role: ${readable.toString()} of ${items.length.toString()}.`)).toBeVisible();
  const row = rowOf(page, hidden.customer_name);
  await expect(row.getByText('Not visible: no role', { exact: true })).toBeVisible();
  await expect(row.getByText(/^Not known: Not visible: no role/).first()).toBeAttached();
  await open(page, portal, `/r/${receiver}/credits?tab=credits`);
  const others = items.length - readable;
  await expect(content(page).getByText(new RegExp(`^${others.toString()} customers? (is|are) not visible$`))).toBeVisible();
  await content(page).getByRole('link', { name: 'Show these customers' }).click();
  await expect(content(page).getByRole('rowheader')).toHaveCount(others);
});

test('access is forgotten, asked for with the template, refused for another account, granted, and tried by the next collection only', async ({ page, startPortal }) => {
  const portal = await startPortal();
  const { receiver, visible } = await tracked(portal);
  const { customer_id: id, customer_name: name } = visible;
  const role = (await portal.simulator.creditRoles()).find((found) => found.customer_id === id && found.account_id === id);
  if (role === undefined) throw new Error('the customer has granted no role');
  await open(page, portal, `/r/${receiver}/credits?period=2026-10`);
  const row = rowOf(page, name);
  await row.getByRole('button', { name: `Access to the credits of ${name}` }).click();
  await page.getByRole('button', { name: 'Forget role' }).click();
  await page.getByRole('dialog', { name: `Forget the role of ${name}?` }).getByRole('button', { name: 'Forget role' }).click();
  await expect(row.getByText('Not visible: no role', { exact: true })).toBeVisible();
  await expect(row.getByText(/^Not known: Not visible: no role/).first()).toBeAttached();

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download template' }).click()]);
  expect(download.suggestedFilename()).toMatch(/\.ya?ml$/);
  const arn = page.getByLabel('ARN of the role');
  await arn.fill('arn:aws:iam::999999999999:role/other');
  await page.getByRole('button', { name: 'Save role' }).click();
  await expect(page.getByText('This role is in account 999999999999;')).toBeVisible();
  await arn.fill(role.role_arn);
  await page.getByLabel('External id').fill('of-somebody-else');
  const reads = async () => (await portal.simulator.counts()).filter(({ operation }) => operation === 'GetCredits').reduce((sum, { requests }) => sum + requests, 0);
  const before = await reads();
  await page.getByRole('button', { name: 'Save role' }).click();
  await expect(row.getByText('Not read yet', { exact: true })).toBeVisible();
  expect(await reads(), 'saving and looking read nothing at AWS').toBe(before);
  const collectedAs = async (visibility: string) => {
    await portal.api.startCollection(receiver, 'refresh');
    await portal.until(`the customer to be ${visibility}`, async () => {
      const { items } = await portal.api.creditCustomers(receiver, { filter: `customer_id:eq:${id}` });
      return items.every((item) => item.visibility === visibility);
    });
    await portal.collected();
    await page.reload();
  };
  await collectedAs('denied');
  await expect(row.getByText('Access denied', { exact: true })).toBeVisible();
  await expect(row.getByText(/^Not known: Access denied/).first()).toBeAttached();

  await page.getByLabel('External id').fill(role.external_id);
  await page.getByRole('button', { name: 'Save role' }).click();
  await expect(page.getByText(`The role of ${name} is kept`)).toBeVisible();
  await collectedAs('visible');
  await expect(row.getByText('Visible', { exact: true })).toBeVisible();
});

test('months that AWS did not tell of are named, and totals are partial', async ({ page, startPortal }) => {
  const portal = await startPortal({ collectOnStart: false });
  await portal.simulator.setFaults({ service: 'billing', operation: 'GetCreditAllocationHistory', kind: 'partial_results' });
  const receiver = await portal.receiver();
  await portal.api.startCollection(receiver, 'refresh');
  await portal.collected();
  await open(page, portal, `/r/${receiver}/credits?tab=allocations`);
  await expect(content(page).getByText(/^\d+ months? (is|are) missing$/)).toBeVisible();
  await expect(content(page).getByText(/^Total in USD: .*, partial: without [A-Z][a-z]{2} \d{4}/)).toBeVisible();
  await open(page, portal, `/r/${receiver}/credits?filter=visibility:eq:partial`);
  await expect(content(page).getByRole('rowheader')).not.toHaveCount(0);
  await expect(content(page).getByText('Visible in part').first()).toBeVisible();
});

test('what expires soon leads to exactly the rows that were counted, and they add up to it', async ({ page, portal, world }) => {
  await open(page, portal, `/r/${world.receiver}/credits?period=2026-10`);
  const link = content(page).getByRole('link', { name: /^\d+ credits? of \d+ customers?, .* left$/ }).first();
  const text = (await link.textContent()) ?? '';
  const [, count = '', amount = ''] = /^(\d+) credits? of \d+ customers?, (.*) left$/.exec(text) ?? [];
  await link.click();
  await expect(content(page).getByRole('rowheader')).toHaveCount(Number(count));
  await expect(content(page).getByText(new RegExp(`^Total in USD of ${count} credits? of visible customers: .* left ${amount.replaceAll(/[$.]/g, '\\$&')},`))).toBeVisible();
});

test('a credit shows its course: what happened, a forecast that is called an estimate, and what will expire unused', async ({ page, portal, world }) => {
  await open(page, portal, `/r/${world.receiver}/credits?tab=credits`);
  await expect(content(page).getByRole('application', { name: 'Left now by the month it expires in' })).toBeVisible();
  const row = content(page).getByRole('row').filter({ hasText: 'Expiring soon' }).first();
  await row.getByRole('button', { name: /^Show the course of / }).click();
  const panel = page.getByRole('region', { name: /^Course of / });
  await expect(panel.getByRole('application', { name: 'Course of the credit' })).toBeVisible();
  await expect(panel.getByText(/^The forecast is an estimate at \$/)).toBeVisible();
  await page.reload();
  await panel.getByRole('button', { name: 'View as table: Course of the credit' }).click();
  const grid = panel.getByRole('grid', { name: 'Course of the credit' });
  await expect(grid.getByText('So far, then forecast')).toBeVisible();
  await expect(grid.getByText('Forecast', { exact: true }).first()).toBeVisible();
  const unused = await panel.getByText('Will expire unused', { exact: true }).locator('xpath=following::span[@class="figure"][1]').textContent();
  await expect(grid.getByRole('row').last()).toContainText((unused ?? '').replace(' est.', ''));
  await panel.getByRole('link', { name: 'Which accounts and services it was applied to' }).click();
  await expect(page).toHaveURL(/tab=allocations/);
  await expect(content(page).getByRole('rowheader').first()).toBeVisible();
});

test('a newcomer who tries the demonstration sees made-up credits in the smallest world too', async ({ page, startPortal }) => {
  const portal = await startPortal({ scenario: 'tiny' });
  const { receiver } = await tracked(portal);
  for (const period of ['2026-10', '2026-11']) {
    await open(page, portal, `/r/${receiver}/credits?period=${period}&demo=true`);
    await expect(content(page).getByRole('rowheader').getByText('Simulated').first()).toBeVisible();
  }
});

test('simulated credits are said to be, and a plan of them is refused', async ({ page, startPortal }) => {
  const portal = await startPortal({ scenario: 'reseller' });
  const { receiver } = await tracked(portal);
  await open(page, portal, `/r/${receiver}/credits?period=2026-10`);
  await content(page).getByText('Simulated credits', { exact: true }).click();
  await expect(page).toHaveURL(/demo=true/);
  await expect(content(page).getByText('Simulated credits are shown: nothing here can be applied')).toBeVisible();
  await expect(content(page).getByRole('rowheader').getByText('Simulated').first()).toBeVisible();
  const [made] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/plans')),
    content(page)
      .getByRole('button', { name: 'Plan credits' })
      .click()
      .then(() => page.getByRole('menuitem', { name: /^All / }).click()),
  ]);
  const plan = (await made.json()) as Awaited<ReturnType<Portal['api']['createPlan']>>;
  await expect(page).toHaveURL(new RegExp(`/plans/${plan.plan_id}`));
  await expect(content(page).getByText(/simulated/i).first()).toBeVisible();
  expect(await portal.api.tryApply(receiver, plan)).toEqual({ status: 409, code: 'plan_simulated' });
});

test('the credits of chosen customers become a plan of their month, with an end', async ({ page, startPortal }) => {
  const portal = await startPortal();
  const { receiver, items } = await tracked(portal);
  const customer = items.find(({ unmodelled }) => unmodelled?.amount.startsWith('-') === true);
  if (customer === undefined) throw new Error('the world has no credit that its customer does not see');
  await open(page, portal, `/r/${receiver}/credits?period=2026-08`);
  await expect(content(page).getByRole('button', { name: 'Plan credits' })).toHaveAttribute('aria-disabled', 'true');
  await open(page, portal, `/r/${receiver}/credits?period=2026-10`);
  await content(page).getByRole('checkbox', { name: new RegExp(customer.customer_name) }).check();
  const [made] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/plans')),
    content(page)
      .getByRole('button', { name: 'Plan credits' })
      .click()
      .then(() => page.getByRole('menuitem', { name: 'The selected one' }).click()),
  ]);
  const plan = (await made.json()) as Awaited<ReturnType<Portal['api']['createPlan']>>;
  expect(plan.request?.gaps?.gap_ids).toEqual([`${customer.customer_id}.credit`]);
  expect(plan.item_count).toBe(1);
  expect(plan.first_items[0]?.line_item).toMatchObject({ class: 'credit', type: 'credit', recurring: false, period: '2026-10' });
  await expect(page).toHaveURL(new RegExp(`/plans/${plan.plan_id}`));
  await expect(content(page).getByText(customer.customer_name).first()).toBeVisible();
});
