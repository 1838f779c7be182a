import type { Page } from '@playwright/test';

import { expect, open, test } from './harness/fixtures';
import { content, pages, shown } from './harness/pages';

const notFoundAnswer = /Failed to load resource.*404/;

test.describe('the address holds what is shown', () => {
  test('filter, order, month and panel survive a reload, and Back undoes one step at a time', async ({ page, portal, world }) => {
    await open(page, portal, `/r/${world.receiver}/margin`);
    await expect(content(page).getByRole('rowheader').first()).toBeVisible();

    await page.getByRole('button', { name: /^Billing month/ }).click();
    await page.getByRole('option', { name: /October 2026/ }).click();
    await expect(page).toHaveURL(/period=2026-10/);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Oct 2026');

    const filter = content(page).getByRole('combobox').first();
    await filter.fill(world.customerName);
    await filter.press('Enter');
    await expect(content(page).getByRole('rowheader')).toHaveCount(1);

    await content(page).getByRole('button', { name: `Look closer at ${world.customerName}` }).click();
    await expect(page).toHaveURL(new RegExp(`open=${world.customer}`));
    await expect(page.getByRole('link', { name: `All figures of ${world.customerName}` })).toBeVisible();

    const address = page.url();
    await page.reload();
    await expect(page.getByRole('link', { name: `All figures of ${world.customerName}` })).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Oct 2026');
    await expect(content(page).getByRole('rowheader')).toHaveCount(1);
    expect(page.url()).toBe(address);

    await page.goBack();
    await expect(page).not.toHaveURL(/open=/);
    await expect(content(page).getByRole('rowheader')).toHaveCount(1);
    await page.goBack();
    await expect(page).not.toHaveURL(/search=/);
    await expect(content(page).getByRole('rowheader')).not.toHaveCount(1);
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Nov 2026');
  });

  test('the month goes along from the dashboard to the margin and the customer', async ({ page, portal, world }) => {
    await open(page, portal, `/r/${world.receiver}?period=2026-10`);
    await page.getByRole('navigation', { name: 'Side navigation' }).getByRole('link', { name: 'Margin analysis' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Oct 2026');
    await content(page).getByRole('link', { name: world.customerName, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${world.customerName}, Oct 2026`);
    await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Margin analysis' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Oct 2026');
  });

  for (const [name, bad, ignored] of [
    ['dashboard', '?period=2026-13', 'period'],
    ['margin by customer', '?period=x&sort=nothing&page=0', 'period'],
    ['margin by customer', '?filter=margin:near:0&by=planet', 'filter'],
    ['customer overview', '?tab=secrets', 'tab'],
    ['transfers', '?size=7&sort=price', 'size'],
    ['collections', '?page=-1', 'page'],
    ['jobs', '?filter=%7Bbroken', 'filter'],
    ['receivers', '?surprise=1', 'surprise'],
  ] as const) {
    test(`${name}${bad} shows the page and says what was ignored`, async ({ page, portal, world }) => {
      const target = pages.find((item) => item.name === name);
      if (target === undefined) throw new Error(`there is no page ${name}`);
      await page.goto(portal.webUrl + target.path(world) + bad);
      await shown(page, world, target);
      await expect(page.getByText('Part of this link was not valid and was ignored.', { exact: true })).toBeVisible();
      await expect(page.getByText(new RegExp(`^Ignored: .*${ignored}`)).first()).toBeVisible();
    });
  }
});

test.describe('addresses of things that are not there', () => {
  test('an unknown receiver is named and never exchanged for another', async ({ page, portal }) => {
    await open(page, portal, '/r/999999999999/margin');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('You cannot use receiver 999999999999');
    await expect(page).toHaveURL(/\/r\/999999999999\/margin/);
    await page.getByRole('link', { name: 'choose another receiver' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Receivers');
  });

  test('an unknown customer', async ({ page, portal, world, watch }) => {
    watch.allow(notFoundAnswer);
    await open(page, portal, `/r/${world.receiver}/customers/999999999999`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Customer not found');
    await page.getByRole('link', { name: 'Show all customers' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Margin analysis');
  });

  test('an unknown job', async ({ page, portal, world, watch }) => {
    watch.allow(notFoundAnswer);
    await open(page, portal, `/r/${world.receiver}/jobs/job_000000000000`);
    await expect(content(page).getByText(/not found|no job/i).first()).toBeVisible();
    await expect(content(page)).not.toContainText('Succeeded');
  });

  for (const path of ['/no/such/page', '/r/123', '/r/x/margin']) {
    test(`no page has the address ${path}`, async ({ page, portal }) => {
      await open(page, portal, path);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
      await expect(page).toHaveTitle(/Page not found/);
    });
  }
});

test.describe('how the portal looks', () => {
  const choose = async (page: Page, item: RegExp) => {
    await page.getByRole('button', { name: 'Display settings' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  test('theme and density are kept over a reload, and a dark page is never light for a moment', async ({ page, portal, world }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await open(page, portal, `/r/${world.receiver}`);
    await expect(page.locator('body')).not.toHaveClass(/awsui-dark-mode/);
    await choose(page, /^Dark/);
    await expect(page.locator('body')).toHaveClass(/awsui-dark-mode/);
    await choose(page, /^Compact/);
    await expect(page.locator('body')).toHaveClass(/awsui-compact-mode/);

    await page.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(window, { paintedSchemes: seen });
      const note = () => {
        if (document.body?.childElementCount > 0) seen.push(getComputedStyle(document.documentElement).colorScheme);
        if (seen.length < 30) requestAnimationFrame(note);
      };
      requestAnimationFrame(note);
    });
    await page.reload();
    await expect(page.locator('body')).toHaveClass(/awsui-dark-mode/);
    await expect(page.locator('body')).toHaveClass(/awsui-compact-mode/);
    await expect.poll(() => page.evaluate(() => (window as unknown as { paintedSchemes: string[] }).paintedSchemes.length)).toBeGreaterThan(5);
    expect(await page.evaluate(() => [...new Set((window as unknown as { paintedSchemes: string[] }).paintedSchemes)])).toEqual(['dark']);
  });

  test('the system decides as long as nothing is chosen', async ({ page, portal, world }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await open(page, portal, `/r/${world.receiver}`);
    await expect(page.locator('body')).toHaveClass(/awsui-dark-mode/);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect(page.locator('body')).not.toHaveClass(/awsui-dark-mode/);
  });

  test('the account switcher names the receiver and leads to all of them', async ({ page, portal, world }) => {
    await open(page, portal, `/r/${world.receiver}/transfers`);
    const switcher = page.getByRole('button', { name: /^Receiver: / });
    await expect(switcher).toContainText(world.receiver);
    await switcher.click();
    await page.getByRole('menuitem', { name: 'All receivers' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Receivers (1)');
    await content(page).getByRole('link').first().click();
    await expect(page).toHaveURL(`${portal.webUrl}/r/${world.receiver}`);
  });

  test('a simulated AWS is never taken for the real one', async ({ page, portal, world }) => {
    await open(page, portal, `/r/${world.receiver}`);
    await page.getByRole('button', { name: 'Simulated AWS: what this means' }).click();
    await expect(page.getByText('every organization, customer and amount is made up')).toBeVisible();
  });
});
