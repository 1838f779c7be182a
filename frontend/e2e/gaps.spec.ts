import type { Locator, Page } from '@playwright/test';

import { exact, sum, usd } from './harness/figures';
import { expect, open, test } from './harness/fixtures';
import { content } from './harness/pages';
import type { Portal } from './harness/portal';

/** The month before the tests' own: AWS still takes line items for it. */
const month = '2026-10';

type Gap = Awaited<ReturnType<Portal['api']['gaps']>>['items'][number];

const rowOf = (page: Page, gap: Gap): Locator => content(page).getByRole('row').filter({ has: page.getByRole('checkbox', { name: `Choose ${nameOf(gap)}`, exact: true }) });

/** How a gap is called for those who hear the page. */
function nameOf(gap: Gap): string {
  const classes: Record<string, string> = { support: 'AWS Support', credit: 'Credits' };
  return `${gap.customer_name}, ${classes[gap.class] ?? gap.class}`;
}

/** The largest gap of a class that can be closed. */
async function gapOf(portal: Portal, kind: 'support' | 'credit'): Promise<{ receiver: string; gap: Gap }> {
  const receiver = await portal.receiver();
  const gap = (await portal.api.gaps(receiver, { period: month, filter: `class:eq:${kind}` })).items.find((item) => item.proposal !== undefined);
  if (gap === undefined) throw new Error(`the world has no gap of ${kind} to close`);
  return { receiver, gap };
}

async function planFixes(page: Page, of: RegExp): Promise<void> {
  await content(page).getByRole('button', { name: 'Plan fixes' }).click();
  await page.getByRole('menuitem', { name: of }).click();
  await expect(page).toHaveURL(/\/plans\/plan_/);
  await expect(content(page).getByText('Nothing at AWS has changed yet')).toBeVisible();
}

/** How many line items were asked for at AWS. */
async function created(portal: Portal): Promise<number> {
  const counts = await portal.simulator.counts();
  return counts.filter(({ operation }) => operation === 'CreateCustomLineItem').reduce((total, { requests }) => total + requests, 0);
}

test('the gap that was selected is planned, applied once, and closed to the cent', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const { receiver, gap } = await gapOf(portal, 'support');
  await open(page, portal, `/r/${receiver}/gaps?period=${month}`);
  const row = rowOf(page, gap);
  await expect(row.getByText('Open')).toBeVisible();
  await expect(row.getByText(`+${usd(gap.proposal?.amount)}`)).toBeVisible();
  await page.getByRole('checkbox', { name: `Choose ${nameOf(gap)}` }).check();
  await planFixes(page, /^The selected one$/);
  const plan = page.url().split('/').at(-1) ?? '';
  expect(await created(portal), 'planning writes nothing at AWS').toBe(0);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Close 1 gap/);

  await open(page, portal, `/r/${receiver}/gaps?period=${month}`);
  await expect(rowOf(page, gap).getByText('Planned')).toBeVisible();
  await rowOf(page, gap).getByRole('link', { name: `View the plan for ${nameOf(gap)}` }).click();
  await expect(page).toHaveURL(new RegExp(`/plans/${plan}$`));
  await content(page).getByLabel('To confirm, type').fill('confirm');
  await content(page).getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(content(page).getByText('Applied and read back from AWS')).toBeVisible();
  expect(await created(portal)).toBe(1);

  await open(page, portal, `/r/${receiver}/gaps?period=${month}`);
  const closed = rowOf(page, gap);
  await expect(closed.getByText('Covered')).toBeVisible();
  await expect(closed.getByText('Nothing')).toBeVisible();
  const after = (await portal.api.gaps(receiver, { period: month })).items.find((item) => item.gap_id === gap.gap_id);
  expect(exact(after?.carried?.amount ?? ''), 'carried is what was proposed').toBe(exact(gap.proposal?.amount ?? ''));
  await expect(closed.getByText('$0.00')).toBeVisible();
});

test('all gaps that match the filter are planned, also those on no page that was seen', async ({ page, startPortal }) => {
  const portal = await startPortal({ scenario: 'reseller' });
  await portal.collected();
  const receiver = await portal.receiver();
  const all = await portal.api.gaps(receiver, { period: month });
  const matching = (await portal.api.gaps(receiver, { period: month, filter: 'class:eq:credit' })).items.filter((gap) => gap.proposal !== undefined);
  expect(all.total, 'more gaps than a page').toBeGreaterThan(25);
  await open(page, portal, `/r/${receiver}/gaps?period=${month}&filter=class:eq:credit`);
  await planFixes(page, new RegExp(`^All ${matching.length.toString()} that match$`));
  const [plan] = (await portal.api.plans(receiver)).items;
  expect(plan?.item_count).toBe(matching.length);
  const planned = plan?.totals?.map((total) => total.credits.amount) ?? [];
  expect(sum(planned), 'credits stay credits').toBe(sum(matching.map((gap) => gap.proposal?.amount ?? '')));
  await content(page).getByRole('button', { name: 'Discard' }).click();

  await open(page, portal, `/r/${receiver}/gaps?period=${month}`);
  const proposed = all.items.filter((gap) => gap.proposal !== undefined).length;
  await planFixes(page, new RegExp(`^All ${proposed.toString()}$`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(`Close ${proposed.toString()} gaps`));
});

test('simulated gaps say so on the page and on each row, and a plan of them cannot be applied', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const receiver = await portal.receiver();
  await open(page, portal, `/r/${receiver}/gaps?period=${month}`);
  await expect(content(page).getByText('Simulated', { exact: true })).toHaveCount(0);
  await content(page).getByRole('checkbox', { name: 'Simulated gaps' }).click();
  await expect(page).toHaveURL(/demo=true/);
  await expect(content(page).getByText('Simulated: some of these gaps are made up')).toBeVisible();
  const made = (await portal.api.gaps(receiver, { period: month, demo: 'true' })).items.filter((gap) => gap.simulated === true);
  expect(made.length).toBeGreaterThan(0);
  await expect(content(page).getByText('Simulated', { exact: true })).toHaveCount(made.length);
  await planFixes(page, /^All /);
  await expect(content(page).getByText('Made of simulated figures', { exact: true })).toBeVisible();
  await expect(content(page).getByRole('button', { name: 'Apply', exact: true })).toHaveAttribute('aria-disabled', 'true');
  const [plan] = (await portal.api.plans(receiver)).items;
  if (plan === undefined) throw new Error('the plan is in no list');
  const refusal = await portal.api.applyPlan(receiver, plan).then(
    () => 'applied',
    (error: unknown) => String(error),
  );
  expect(refusal).toMatch(/409.*plan_simulated/);
  expect(await created(portal)).toBe(0);
});

test("a customer's own policy changes the proposal and makes the plan before it out of date; removing it brings the default back", async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const { receiver, gap } = await gapOf(portal, 'credit');
  const whole = gap.proposal?.amount ?? '';
  const before = await portal.api.createPlan(receiver, { gaps: { period: month, gap_ids: [gap.gap_id] } });
  await open(page, portal, `/r/${receiver}/gaps?period=${month}`);
  await content(page).getByRole('button', { name: `Evidence of ${nameOf(gap)}` }).click();
  await expect(page).toHaveURL(/open=/);
  await page.getByRole('button', { name: `Change the policy for ${gap.customer_name}` }).click();
  const dialog = page.getByRole('dialog', { name: `Change Credits of ${gap.customer_name}` });
  await dialog.getByRole('radio', { name: /^Pass on a percentage/ }).check();
  await dialog.getByLabel('Percentage passed on').fill('50');
  await dialog.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText(`The policy was saved: Credits of ${gap.customer_name}.`)).toBeVisible();
  const row = rowOf(page, gap);
  await expect(row.getByText('50.0% passed on')).toBeVisible();
  const half = (await portal.api.gaps(receiver, { period: month })).items.find((item) => item.gap_id === gap.gap_id)?.proposal?.amount ?? '';
  expect(sum([half, half]), 'twice the half is all of it').toBe(exact(whole));
  await expect(row.getByText(usd(half), { exact: true })).toBeVisible();

  await open(page, portal, `/r/${receiver}/plans/${before.plan_id}`);
  await expect(content(page).getByText('What this plan was made from has changed')).toBeVisible();

  await open(page, portal, `/r/${receiver}/gaps?tab=policies`);
  await content(page).getByRole('button', { name: `Actions for Credits of ${gap.customer_name}` }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText(`${gap.customer_name} follows the default of Credits again.`)).toBeVisible();
  await content(page).getByRole('tab', { name: 'Policy history' }).click();
  await expect(content(page).getByRole('row').filter({ hasText: gap.customer_name })).toHaveCount(2);
  await content(page).getByRole('tab', { name: 'Gaps' }).click();
  await expect(page).not.toHaveURL(/tab=/);
  await open(page, portal, `/r/${receiver}/gaps?period=${month}`);
  await expect(rowOf(page, gap).getByText(usd(whole)).last()).toBeVisible();
  await expect(rowOf(page, gap).getByText('Pass through')).toBeVisible();
});

test('a commission of the chosen customers is planned with its estimate, and repeats only when told to', async ({ page, startPortal }) => {
  const portal = await startPortal({ scenario: 'reseller' });
  await portal.collected();
  const receiver = await portal.receiver();
  await open(page, portal, `/r/${receiver}/commission?period=${month}&filter=status:eq:none`);
  await content(page).getByRole('checkbox', { name: 'Choose all customers of this page' }).press('Space');
  await content(page).getByRole('button', { name: 'Charge a commission' }).click();
  await page.getByRole('menuitem', { name: /selected/ }).click();
  const dialog = page.getByRole('dialog');
  const percent = dialog.getByLabel('Percentage of what Showback charges');
  for (const wrong of ['', '0', '101', '1e3', '10,5']) {
    await percent.fill(wrong);
    await dialog.getByRole('button', { name: 'Review the change' }).click();
    await expect(dialog.getByText('Write a percentage above 0 and at most 100')).toBeVisible();
  }
  await percent.fill('10.5');
  await dialog.getByRole('radio', { name: /without an end$/ }).check();
  await expect(dialog.getByText('It repeats every month without an end')).toBeVisible();
  await dialog.getByRole('radio', { name: /^For Oct 2026 only/ }).check();
  await dialog.getByRole('button', { name: 'Review the change' }).click();
  await expect(content(page).getByText('Nothing at AWS has changed yet')).toBeVisible();
  await expect(content(page).getByText(/The commission comes to about [0-9]/).first()).toBeVisible();
  const [plan] = (await portal.api.plans(receiver)).items;
  expect(plan?.request?.commission).toMatchObject({ percent: '10.5', period: month, existing: 'skip' });
  expect(plan?.request?.commission?.recurring ?? false).toBe(false);
  expect(plan?.recurring_items ?? 0).toBe(0);
  expect(await created(portal)).toBe(0);
});

test('a gap is dismissed with a reason, once; no plan takes it, its evidence comes to its figures, and it is open again when that is ended', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const { receiver, gap } = await gapOf(portal, 'support');
  const proposed = (await portal.api.gaps(receiver, { period: month })).items.filter((item) => item.proposal !== undefined).length;
  await open(page, portal, `/r/${receiver}/gaps?period=${month}`);
  const puts: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT' && request.url().includes('/gap-analysis/')) puts.push(request.url());
  });
  await rowOf(page, gap).getByRole('checkbox').check();
  await content(page).getByRole('button', { name: 'Dismiss', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Dismiss 1 gap' });
  await dialog.getByRole('button', { name: 'Dismiss' }).click();
  await expect(dialog.getByText('Say why.')).toBeVisible();
  await dialog.getByLabel('Reason').fill('Pays its support to AWS itself.');
  await dialog.getByRole('button', { name: 'Dismiss' }).dblclick();
  await expect(rowOf(page, gap).getByText('Dismissed', { exact: true })).toBeVisible();
  expect(puts).toHaveLength(1);

  const aside = (await portal.api.gaps(receiver, { period: month })).items.find((item) => item.gap_id === gap.gap_id);
  expect(aside?.proposal).toBeUndefined();
  expect(sum((aside?.services ?? []).map((part) => part.amount.amount)), 'the parts come to what is in the bill').toBe(exact(aside?.my_view?.amount ?? ''));
  await planFixes(page, new RegExp(`^All ${(proposed - 1).toString()}$`));
  await expect(content(page).getByText(/1 gap is dismissed\./)).toBeVisible();

  await open(page, portal, `/r/${receiver}/gaps?period=${month}&open=${gap.gap_id}`);
  await expect(page.getByText(/“Pays its support to AWS itself.” Said by/)).toBeVisible();
  await page.getByRole('button', { name: 'End the dismissal' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End the dismissal' }).click();
  await expect(rowOf(page, gap).getByText('Dismissed', { exact: true })).toHaveCount(0);
  await expect(rowOf(page, gap).getByRole('checkbox')).toBeEnabled();
});
