import { readFile } from 'node:fs/promises';

import type { Locator, Page } from '@playwright/test';

import { expect, open, test } from './harness/fixtures';
import { content } from './harness/pages';
import type { TableUnderTest } from './harness/tables';

/** The rows of the page's list: a page can have small tables above it. */
const rows = (page: Page): Locator => content(page).locator('table').last().getByRole('rowheader');

/** What the rows are called, once the list is drawn: a small table above it may be there earlier. */
async function firstNames(page: Page): Promise<string[]> {
  await expect(content(page).getByRole('button', { name: 'Preferences' })).toBeVisible();
  await expect(rows(page)).not.toHaveCount(0);
  return rows(page).allInnerTexts();
}

/** The header cell of a column. A sticky header has a second copy; the last one is the table's own. */
const headerOf = (page: Page, header: string) => content(page).locator('th[scope=col]', { hasText: new RegExp(`^${header.replace(/[()]/g, '\\$&')}`) }).last();

/** The header cell of a column that can be sorted; its name ends where the order is said. */
const sortedHeader = (page: Page, header: string) =>
  content(page).locator('th[scope=col]').filter({ has: page.getByRole('button', { name: new RegExp(`^${header}, `) }) }).last();

/** Sorts by the keyboard, which reaches a column wherever it is scrolled to. */
async function toggleSort(page: Page, header: string): Promise<void> {
  const control = content(page).getByRole('button', { name: new RegExp(`^${header}, `) }).last();
  await control.focus();
  await page.keyboard.press('Enter');
}

/** Checks of one resource table. */
export function tableSuite(table: TableUnderTest): void {
  const asked = (page: Page, part: string) => page.waitForRequest((request) => table.list.test(new URL(request.url()).pathname) && request.url().includes(part));

  test.describe(`table of ${table.name}`, () => {
    const { sort } = table;
    if (sort !== undefined) {
      test('sorts on the server, says so to a screen reader, and keeps the order in the address', async ({ page, portal, world }) => {
        await open(page, portal, table.path(world));
        await firstNames(page);
        const [ascending] = await Promise.all([asked(page, 'sort='), toggleSort(page, sort.header)]);
        const property = new URL(ascending.url()).searchParams.get('sort') ?? '';
        expect(property.replace('-', '')).toBe(sort.property);
        await expect(sortedHeader(page, sort.header)).toHaveAttribute('aria-sort', property.startsWith('-') ? 'descending' : 'ascending');
        const before = page.url();
        await page.reload();
        const sorted = await firstNames(page);
        const [other] = await Promise.all([asked(page, 'sort='), toggleSort(page, sort.header)]);
        expect(new URL(other.url()).searchParams.get('sort')).toBe(property.startsWith('-') ? sort.property : `-${sort.property}`);
        await expect(page).not.toHaveURL(before);
        await page.reload();
        await expect(sortedHeader(page, sort.header)).toHaveAttribute('aria-sort', property.startsWith('-') ? 'ascending' : 'descending');
        await firstNames(page);
        await page.goBack();
        await expect(page).toHaveURL(before);
        await expect(sortedHeader(page, sort.header)).toHaveAttribute('aria-sort', property.startsWith('-') ? 'descending' : 'ascending');
        // Rows of the order before stay until those of the new one are drawn.
        await expect.poll(() => rows(page).allInnerTexts()).toEqual(sorted);
      });
    }

    if (table.filtered) {
      test('filters on the server; no match is told apart and can be cleared; the filter survives a reload and Back', async ({ page, portal, world }) => {
        await open(page, portal, table.path(world));
        const all = await firstNames(page);
        const filter = content(page).getByRole('combobox').first();
        await filter.fill('nothing-has-this-name');
        await Promise.all([asked(page, 'search=nothing-has-this-name'), filter.press('Enter')]);
        await expect(content(page).getByText("We can't find a match")).toBeVisible();
        await expect(content(page).getByText('0 matches').first()).toBeVisible();
        await page.reload();
        await expect(content(page).getByText("We can't find a match")).toBeVisible();
        await content(page).getByRole('button', { name: 'Clear filter', exact: true }).click();
        expect(await firstNames(page)).toEqual(all);
        await page.goBack();
        await expect(content(page).getByText("We can't find a match")).toBeVisible();
      });
    }

    if (table.paged) {
      test('pages on the server and starts over when the order or the size changes', async ({ page, portal, world }) => {
        await open(page, portal, table.path(world));
        const first = await firstNames(page);
        expect(first).toHaveLength(25);
        await Promise.all([asked(page, 'page=2'), content(page).getByRole('button', { name: 'Next page' }).click()]);
        await expect(page).toHaveURL(/page=2/);
        await expect(rows(page).first()).not.toHaveText(first[0] ?? '');
        const second = await firstNames(page);
        expect(second.filter((name) => first.includes(name))).toEqual([]);
        await page.reload();
        expect(await firstNames(page)).toEqual(second);
        await page.goBack();
        await expect(rows(page).first()).toHaveText(first[0] ?? '');
        expect(await firstNames(page)).toEqual(first);
        await page.goForward();
        await expect(page).toHaveURL(/page=2/);
        if (sort === undefined) return;
        await toggleSort(page, sort.header);
        await expect(page).not.toHaveURL(/page=2/);
        await expect(rows(page)).toHaveCount(25);
      });
    }

    test('exports the page with its columns in their order, and ignores what a link says wrongly', async ({ page, portal, world }) => {
      const path = table.path(world);
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.request().resourceType() === 'fetch' && table.list.test(new URL(response.url()).pathname)),
        open(page, portal, `${path}${path.includes('?') ? '&' : '?'}sort=nonsense&page=x`),
      ]);
      const { items } = (await answer.json()) as { items: unknown[] };
      await expect(page.getByText('Part of this link was not valid and was ignored.', { exact: true })).toBeVisible();
      await firstNames(page);
      await content(page).getByRole('button', { name: /^Export / }).click();
      const [asked, file] = await Promise.all([
        page.waitForRequest((request) => request.headers().accept === 'text/csv'),
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: /^This page/ }).click(),
      ]);
      const lines = (await readFile(await file.path(), 'utf8')).split('\r\n').filter((line) => line !== '');
      expect(lines[0]).toBe(new URL(asked.url()).searchParams.get('columns'));
      expect(lines).toHaveLength(items.length + 1);
    });

    test('keeps page size and hidden columns over a reload', async ({ page, portal, world }) => {
      await open(page, portal, table.path(world));
      await firstNames(page);
      await content(page).getByRole('button', { name: 'Preferences' }).click();
      const dialog = page.getByRole('dialog', { name: 'Preferences' });
      await dialog.getByRole('radio', { name: '50 rows' }).check();
      const column = dialog.getByRole('checkbox', { name: table.hideable, exact: true });
      await expect(column).toBeChecked();
      await column.uncheck({ force: true });
      await Promise.all([asked(page, 'limit=50'), dialog.getByRole('button', { name: 'Confirm' }).click()]);
      await expect(dialog).toBeHidden();
      await expect(headerOf(page, table.hideable)).toHaveCount(0);
      // On another visit, by an address that says nothing of size.
      await Promise.all([asked(page, 'limit=50'), page.goto(portal.webUrl + table.path(world))]);
      await firstNames(page);
      await expect(headerOf(page, table.hideable)).toHaveCount(0);
    });
  });
}
