import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { expect, open, test } from './harness/fixtures';
import { content } from './harness/pages';

// What a person chooses and saves: it is kept on the server, so it follows to another browser.

const rows = (page: Page) => content(page).getByRole('rowheader');
const option = (page: Page, name: string | RegExp) => page.getByRole('option', { name });

/** Downloads what an entry of the export menu makes. */
async function exported(page: Page, entry: RegExp): Promise<{ name: string; lines: string[] }> {
  await content(page).getByRole('button', { name: /^Export / }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: entry }).click()]);
  const text = await readFile(await file.path(), 'utf8');
  return { name: file.suggestedFilename(), lines: text.split('\r\n').filter((line) => line !== '') };
}

test('a table is exported as it is filtered, sorted and arranged: the page, or all that match', async ({ page, portal, world }) => {
  await open(page, portal, `/r/${world.receiver}/margin?period=2026-10&sort=-charged&filter=charged%3Agt%3A0`);
  await expect(rows(page).first()).toBeVisible();
  const answer = await portal.api.margins(world.receiver, { period: '2026-10', sort: '-charged', filter: 'charged:gt:0' });
  const all = await exported(page, /^All \d+ matches/);
  expect(all.name).toMatch(/\.csv$/);
  expect(all.lines).toHaveLength(answer.total + 1);
  expect(all.lines[0]).toMatch(/^label,billing_group_status,figures\.aws_cost\.amount,figures\.charged\.amount,figures\.margin\.amount,figures\.margin_percent/);
  const [first] = answer.items;
  expect(all.lines[1], 'every digit, no currency sign').toContain(`,${first?.figures.charged?.amount ?? ''},`);
  expect((await exported(page, /^This page/)).lines).toHaveLength(Math.min(answer.total, 25) + 1);
});

test('nothing to export is said', async ({ page, portal, world }) => {
  await open(page, portal, `/r/${world.receiver}/margin?search=nobody-is-called-so`);
  await expect(content(page).getByText("We can't find a match")).toBeVisible();
  await expect(content(page).getByRole('button', { name: /^Export / })).toBeDisabled();
});

test('columns, page size and theme follow to another browser', async ({ page, portal, world, browser }) => {
  await open(page, portal, `/r/${world.receiver}/transfers`);
  await expect(rows(page).first()).toBeVisible();
  await content(page).getByRole('button', { name: 'Preferences' }).click();
  const dialog = page.getByRole('dialog', { name: 'Preferences' });
  await dialog.getByRole('radio', { name: '50 rows' }).check();
  await dialog.getByRole('checkbox', { name: 'What to do', exact: true }).uncheck({ force: true });
  await Promise.all([page.waitForResponse((response) => response.request().method() === 'PUT'), dialog.getByRole('button', { name: 'Confirm' }).click()]);
  await page.getByRole('button', { name: 'Display settings' }).click();
  await Promise.all([page.waitForResponse((response) => response.request().method() === 'PUT'), page.getByRole('menuitem', { name: 'Dark' }).click()]);

  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  const [asked] = await Promise.all([
    other.waitForRequest((request) => new URL(request.url()).pathname.endsWith('/transfers') && request.url().includes('limit=')),
    open(other, portal, `/r/${world.receiver}/transfers`),
  ]);
  expect(new URL(asked.url()).searchParams.get('limit')).toBe('50');
  await expect(rows(other).first()).toBeVisible();
  await expect(content(other).locator('th[scope=col]', { hasText: 'What to do' })).toHaveCount(0);
  await expect(other.locator('html')).toHaveCSS('color-scheme', 'dark');
  await elsewhere.close();
});

test('a view is saved, chosen, made the default and deleted', async ({ page, portal, world }) => {
  const table = `/r/${world.receiver}/margin?period=2026-10`;
  await open(page, portal, `${table}&filter=charged%3Agt%3A1000&sort=-charged`);
  await expect(rows(page).first()).toBeVisible();
  const wanted = await rows(page).allInnerTexts();
  const actions = content(page).getByRole('button', { name: 'View actions' });
  const choice = content(page).getByRole('button', { name: /^Views/ });

  await actions.click();
  await page.getByRole('menuitem', { name: 'Save as a new view…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save a view' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('Enter a name of 1 to 60 characters.');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Large ones');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(choice).toContainText('Large ones');

  await choice.click();
  await option(page, 'Losing money').click();
  await expect(page).toHaveURL(/margin%3Alt%3A0/);
  await expect(choice).toContainText('Losing money');
  await choice.click();
  await option(page, 'Large ones').click();
  await expect.poll(() => rows(page).allInnerTexts()).toEqual(wanted);

  await actions.click();
  await page.getByRole('menuitem', { name: 'Open this table with Large ones' }).click();
  await expect(page.getByText('The view "Large ones" is saved.', { exact: true })).toBeVisible();
  await open(page, portal, table);
  await expect.poll(() => rows(page).allInnerTexts()).toEqual(wanted);
  await expect(choice).toContainText('Large ones');

  await actions.click();
  await page.getByRole('menuitem', { name: 'Delete Large ones' }).click();
  await expect(page.getByText('The view "Large ones" is deleted.', { exact: true })).toBeVisible();
  await expect(choice).not.toContainText('Large ones');
});
