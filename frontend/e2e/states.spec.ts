import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { usd } from './harness/figures';
import { expect, open, test } from './harness/fixtures';
import { content, describeWorld, pages, shown, visit } from './harness/pages';

/** What the browser writes when a request gets no answer, or one that says no; these tests bring that about. */
const failedRequests = [/Failed to load resource/, /ERR_CONNECTION/];

const alerts = (page: Page) => content(page).getByRole('alert');

/** Pages that read and fail exactly as another one does. */
const sameKind = /^customer (?!overview)|^customers by plan|^breakdown by (account|service)|^own anomalies|^simulated gaps/;

/** How long the first reading of figures may take to appear by itself, in milliseconds. */
const byItself = 40_000;

test.describe('the portal is gone', () => {
  test('every page keeps its figures, says how old they are, and recovers with Retry', async ({ page, startPortal, watch }) => {
    test.setTimeout(480_000);
    watch.allow(...failedRequests);
    const portal = await startPortal();
    await portal.collected();
    const world = await describeWorld(portal);
    for (const target of pages) {
      if (target.refresh === undefined || target.exists?.(world) === false || sameKind.test(target.name)) continue;
      await test.step(target.name, async () => {
        await visit(page, portal, world, target);
        await portal.kill();
        await page.getByRole('button', { name: target.refresh ?? '' }).click();
        await expect(alerts(page).first()).toContainText('The portal does not answer');
        await expect(alerts(page).first()).toContainText(/read at \d\d:\d\d UTC and can be out of date/);
        await expect(content(page).getByText(target.ready(world)).first()).toBeVisible();
        await portal.launch();
        await content(page).getByRole('button', { name: 'Retry' }).first().click();
        await expect(content(page).getByText('The portal does not answer')).toHaveCount(0);
        await shown(page, world, target);
      });
    }
  });

  test('a page that was never loaded shows the failure alone, and Retry loads it', async ({ page, startPortal, watch }) => {
    watch.allow(...failedRequests);
    const portal = await startPortal();
    await portal.collected();
    const world = await describeWorld(portal);
    await open(page, portal, `/r/${world.receiver}/margin`);
    await expect(content(page).getByRole('rowheader').first()).toBeVisible();
    await portal.kill();
    await content(page).getByRole('button', { name: 'By service' }).click();
    await expect(content(page).getByText("We couldn't load services")).toBeVisible();
    await expect(content(page).getByText('No services')).toHaveCount(0);
    await expect(content(page).getByText("We can't find a match")).toHaveCount(0);
    await portal.launch();
    await content(page).getByRole('button', { name: 'Retry' }).click();
    await expect(content(page).getByRole('rowheader').first()).toBeVisible();
    await expect(alerts(page)).toHaveCount(0);
  });
});

test.describe('the portal does not answer in time', () => {
  test('a month that is not there yet shows that it is being read, then its figures', async ({ page, startPortal }) => {
    const portal = await startPortal();
    await portal.collected();
    const receiver = await portal.receiver();
    await open(page, portal, `/r/${receiver}`);
    await expect(content(page).getByText('Lowest margins').first()).toBeVisible();
    portal.pause();
    await page.getByRole('button', { name: /^Billing month/ }).click();
    await page.getByRole('option', { name: /October 2026/ }).click();
    await expect(content(page).getByRole('status', { name: 'Loading the dashboard for Oct 2026' })).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Oct 2026');
    await expect(content(page), 'no figure of another month stands under this one').not.toContainText('$');
    portal.resume();
    await expect(content(page).getByText('Lowest margins').first()).toBeVisible();
  });

  test('a list that is asked for anew keeps its rows until the new ones are there', async ({ page, startPortal }) => {
    const portal = await startPortal();
    await portal.collected();
    const receiver = await portal.receiver();
    await open(page, portal, `/r/${receiver}/margin`);
    const rows = content(page).getByRole('rowheader');
    await expect(rows.first()).toBeVisible();
    const before = await rows.allInnerTexts();
    portal.pause();
    await content(page).getByRole('button', { name: /^AWS cost, / }).last().focus();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/sort=/);
    expect(await rows.allInnerTexts()).toEqual(before);
    await content(page).getByRole('button', { name: 'By service' }).click();
    await expect(content(page), 'rows of customers are not shown as services').not.toContainText(before[0] ?? '');
    portal.resume();
    await expect(rows.first()).toBeVisible();
  });
});

test.describe('the ledger cannot be read', () => {
  test('the answer is a failure with its request id, not a zero, and Retry shows the figures again', async ({ page, startPortal, watch }) => {
    watch.allow(...failedRequests);
    const portal = await startPortal();
    await portal.collected();
    const world = await describeWorld(portal);
    const objects = join(portal.dataDir, 'objects', 'ledger', world.receiver);
    const hidden = join(portal.dataDir, 'hidden');
    await mkdir(hidden);
    // Started anew, so that what it shows has to come from the ledger's files.
    await portal.kill();
    for (const month of await readdir(objects)) await rename(join(objects, month), join(hidden, month));
    await portal.launch();
    await page.goto(`${portal.webUrl}/r/${world.receiver}?period=2026-03`);
    await expect(alerts(page).first()).toBeVisible();
    await expect(content(page).getByText(/^Request [0-9a-f]+/)).toBeVisible();
    await expect(content(page)).not.toContainText('$');
    for (const month of await readdir(hidden)) {
      await rename(join(hidden, month), join(objects, month));
    }
    await content(page).getByRole('button', { name: 'Retry' }).click();
    await expect(content(page).getByText('From AWS cost to margin').first()).toBeVisible();
    await expect(alerts(page)).toHaveCount(0);
  });
});

test.describe('the first start', () => {
  test('the dashboard shows the collection at work and then the figures, by itself', async ({ page, startPortal }) => {
    const portal = await startPortal({ scenario: 'tiny', collectOnStart: false });
    await portal.simulator.setFaults({ service: 'ce', kind: 'delay', delay_ms: 6_000 });
    const receiver = await portal.receiver();
    await open(page, portal, `/r/${receiver}`);
    await expect(content(page).getByText('No figures were collected for Nov 2026')).toBeVisible();
    await portal.api.startCollection(receiver, 'backfill');
    await page.reload();
    // Older months may be in before this one; the page then says so and goes on showing the progress.
    await expect(content(page).getByText(/^Collecting your first figures|a collection is running$/)).toBeVisible();
    await expect(content(page).getByRole('progressbar')).toBeVisible();
    await expect(content(page).getByText(/\d+ of \d+ done|Counting what there is to read/).first()).toBeVisible();
    await expect(content(page), 'nothing is shown as zero meanwhile').not.toContainText('$0.00');
    await portal.simulator.clearFaults();
    await expect(content(page).getByText('Lowest margins').first()).toBeVisible({ timeout: byItself });
    const [total] = (await portal.api.dashboard(receiver)).totals;
    await expect(content(page)).toContainText(usd(total?.figures.margin?.amount));
    await expect(page.getByText(/: succeeded|: some items failed/).first()).toBeVisible();
  });

  test('the portal collects by itself when its ledger is empty', async ({ page, startPortal }) => {
    const portal = await startPortal();
    await page.goto(portal.webUrl);
    await expect(content(page).getByText('Lowest margins').first()).toBeVisible({ timeout: byItself });
    expect((await portal.simulator.counts()).some((count) => count.operation === 'GetCostAndUsage')).toBe(true);
    await portal.collected(); // the page asks how far it is until the end
  });

  test('lists without a row say what they would hold and what to do', async ({ page, startPortal }) => {
    const portal = await startPortal({ collectOnStart: false });
    const receiver = await portal.receiver();
    for (const [path, words] of [
      ['/transfers', 'No transfers'],
      ['/jobs', 'No jobs'],
      ['/collections', 'Nothing was collected'],
      ['/margin', 'No customers'],
    ] as const) {
      await open(page, portal, `/r/${receiver}${path}`);
      await expect(content(page).getByText(words, { exact: true })).toBeVisible();
      await expect(content(page).getByText("We can't find a match")).toHaveCount(0);
      // What was spent is known to be nothing; everything else is not known.
      if (path !== '/collections') await expect(content(page)).not.toContainText('$0.00');
    }
    await open(page, portal, `/r/${receiver}`);
    await expect(content(page).getByText('No figures were collected for Nov 2026')).toBeVisible();
    await expect(content(page).getByText('Nothing was checked yet')).toBeVisible();
  });
});

test.describe('collecting', () => {
  test('says what it will cost before it starts, then runs, ends and is on record', async ({ page, startPortal }) => {
    const portal = await startPortal();
    await portal.collected();
    const receiver = await portal.receiver();
    const earlier = (await portal.api.jobs(receiver)).total;
    const usage = await portal.api.usage(receiver);
    const estimate = usage.estimates.find((item) => item.mode === 'refresh');
    const before = await portal.simulator.counts();
    await open(page, portal, `/r/${receiver}/collections`);
    await content(page).getByRole('button', { name: 'Start collection' }).click();
    await page.getByRole('menuitem', { name: /^Refresh/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Refresh the ledger?' });
    await expect(dialog).toContainText(`Estimated cost${usd(estimate?.cost.amount)}`);
    await expect(dialog).toContainText(`Estimated paid requests${estimate?.requests.toString() ?? '?'}`);
    expect(await portal.simulator.counts(), 'asking costs nothing').toEqual(before);
    await dialog.getByRole('button', { name: 'Start and accept the cost' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(/^Collect .*: succeeded$/).first()).toBeVisible();
    await page.getByRole('navigation', { name: 'Side navigation' }).getByRole('link', { name: 'Jobs' }).click();
    await expect(content(page).getByRole('rowheader')).toHaveCount(earlier + 1);
    await content(page).getByRole('rowheader').first().getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Collect');
    await expect(content(page).getByText('Succeeded').first()).toBeVisible();
  });

  test('can be canceled; what runs is seen from every page, also after a reload', async ({ page, startPortal }) => {
    const portal = await startPortal();
    await portal.collected();
    await portal.simulator.setFaults({ service: 'ce', kind: 'delay', delay_ms: 20_000 });
    const receiver = await portal.receiver();
    await portal.api.startCollection(receiver, 'backfill');
    await open(page, portal, `/r/${receiver}/transfers`);
    const flash = page.getByRole('region', { name: 'Messages' });
    await expect(flash.getByText(/^Collect /).first()).toBeVisible();
    await page.reload();
    await flash.getByRole('link', { name: 'View job' }).first().click();
    await expect(content(page).getByText('Running').first()).toBeVisible();
    await content(page).getByRole('button', { name: 'Cancel job' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this job?' });
    await dialog.getByRole('button', { name: 'Cancel job' }).click();
    await expect(content(page).getByText('Canceled').first()).toBeVisible();
    await expect(flash.getByText(/: canceled$/).first()).toBeVisible();
    await open(page, portal, `/r/${receiver}`);
    await expect(content(page).getByText('Lowest margins').first()).toBeVisible();
  });

  test('waits at the spending cap and says so', async ({ page, startPortal }) => {
    const portal = await startPortal({ monthlyCap: '0.02' });
    const receiver = await portal.receiver();
    await portal.until('the collection to wait', async () => (await portal.api.jobs(receiver)).items[0]?.status === 'waiting');
    await open(page, portal, `/r/${receiver}`);
    await expect(page.getByText(/^Collect .*: waiting$/).first()).toBeVisible();
    await open(page, portal, `/r/${receiver}/collections`);
    await expect(content(page).getByText('Cap of the month').first()).toBeVisible();
    await expect(content(page)).toContainText('$0.02');
    await open(page, portal, `/r/${receiver}/jobs`);
    await expect(content(page).getByText('Waiting').first()).toBeVisible();
    await content(page).getByRole('rowheader').first().getByRole('link').click();
    await expect(content(page)).toContainText(/spending cap|cap of/i);
  });

  test('that fails leaves the figures as they were, with their age and the reason', async ({ page, startPortal }) => {
    const portal = await startPortal();
    await portal.collected();
    const receiver = await portal.receiver();
    const [before] = (await portal.api.dashboard(receiver)).totals;
    await portal.simulator.setFaults({ service: 'ce', kind: 'deny' });
    await portal.api.startCollection(receiver, 'refresh');
    await portal.collected();
    await open(page, portal, `/r/${receiver}`);
    const [after] = (await portal.api.dashboard(receiver)).totals;
    expect(after, 'a failed reading changes no figure').toEqual(before);
    await expect(content(page)).toContainText(usd(before?.figures.margin?.amount));
    await expect(content(page).getByText(/as of 16 Nov 2026/).first()).toBeVisible();
    await expect(content(page)).toContainText(/denied|could not be read|collection/i);
    await open(page, portal, `/r/${receiver}/jobs`);
    await expect(content(page).getByText(/Failed|Partially succeeded/).first()).toBeVisible();
    await content(page).getByRole('rowheader').first().getByRole('link').click();
    await expect(content(page)).toContainText('ce:GetCostAndUsage');
  });

  test('survives a crash of the portal', async ({ page, startPortal, watch }) => {
    watch.allow(...failedRequests);
    const portal = await startPortal({ collectOnStart: false });
    const receiver = await portal.receiver();
    await portal.simulator.setFaults({ service: 'ce', kind: 'delay', delay_ms: 2_000 });
    await portal.api.startCollection(receiver, 'backfill');
    await open(page, portal, `/r/${receiver}/jobs`);
    await expect(content(page).getByText(/Running|Queued/).first()).toBeVisible();
    await portal.kill();
    await portal.launch();
    await expect(content(page).getByText('Succeeded').first()).toBeVisible({ timeout: byItself });
    await expect(content(page).getByRole('rowheader')).toHaveCount(1);
  });
});
