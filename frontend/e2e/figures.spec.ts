import type { Locator, Page } from '@playwright/test';

import type { components } from '../src/api/schema.gen';
import { exact, percent, sum, usd } from './harness/figures';
import { expect, test } from './harness/fixtures';
import { content } from './harness/pages';

type Money = components['schemas']['Money'];
type MarginRow = components['schemas']['MarginRow'];

/** The month before the one that runs: its standing and figures are those of a whole month. */
const lastMonth = '2026-10';

const known = (money: Money | undefined): string => {
  if (money === undefined) throw new Error('the figure is not known');
  return money.amount;
};

const compared = (rows: MarginRow[]) => rows.filter((row) => row.figures.margin !== undefined);

/** The row of a table that begins with this name. */
function rowOf(page: Page, name: string): Locator {
  return content(page).getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
}

/** The digits behind each amount in the column of a table, as its cells carry them. */
async function exactColumn(table: Locator, column: number): Promise<string[]> {
  const titles = await table.locator(`tbody tr td:nth-child(${column.toString()}) .figure[title], tbody tr th:nth-child(${column.toString()}) .figure[title]`).evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? ''));
  return titles.map((title) => title.replace(/ [A-Z]{3}$/, ''));
}

test.describe('figures agree', () => {
  for (const period of ['2026-11', lastMonth]) {
    test(`dashboard, margin and the sum of the rows are the same for ${period}`, async ({ page, portal, world }) => {
      const { items, totals } = await portal.api.margins(world.receiver, { period });
      const dashboard = await portal.api.dashboard(world.receiver, period);
      const [total] = totals;
      const figures = total?.figures;
      expect(totals).toHaveLength(1);
      for (const side of ['aws_cost', 'charged', 'margin'] as const) {
        expect(exact(known(figures?.[side])), `total of ${side}`).toBe(sum(compared(items).map((row) => known(row.figures[side]))));
        expect(dashboard.totals[0]?.figures[side], `${side} of the dashboard`).toEqual(figures?.[side]);
      }

      await page.goto(`${portal.webUrl}/r/${world.receiver}?period=${period}`);
      for (const [label, text] of [
        ['AWS cost', usd(figures?.aws_cost?.amount)],
        ['Charged', usd(figures?.charged?.amount)],
        ['Margin', usd(figures?.margin?.amount)],
        ['Margin % (of charged)', percent(figures?.margin_percent)],
      ] as const) {
        // A screen reader hears the figure too.
        await expect(content(page).getByRole('link', { name: `${label} ${text}: show the rows`, exact: true })).toContainText(text);
      }
      const comparedText = `${total?.rows_compared ?? '?'} of ${total?.rows ?? '?'} customers compared`;
      await expect(content(page).getByText(comparedText).first()).toBeVisible();
      const bridge = content(page).getByRole('grid', { name: 'From AWS cost to margin (USD)' });
      const totalRow = bridge.getByRole('row').filter({ hasText: 'Total' });
      await expect(totalRow).toContainText(usd(figures?.aws_cost?.amount));
      await expect(totalRow).toContainText(usd(figures?.charged?.amount));
      await expect(totalRow).toContainText(usd(figures?.margin?.amount));
      await expect(content(page).getByText('The kinds of charge add up to the totals.')).toBeVisible();
      // The parts of the bridge, as the screen carries them, make the whole.
      const effects = await exactColumn(bridge, 4);
      expect(sum(effects.slice(0, -1))).toBe(exact(effects.at(-1) ?? ''));

      await page.goto(`${portal.webUrl}/r/${world.receiver}/margin?period=${period}`);
      for (const by of ['By customer', 'By service']) {
        await content(page).getByRole('button', { name: by }).click();
        const line = content(page).getByText(/^Total in USD/).locator('..');
        await expect(line).toContainText(`AWS cost ${usd(figures?.aws_cost?.amount)}`);
        await expect(line).toContainText(`charged ${usd(figures?.charged?.amount)}`);
        await expect(line).toContainText(`margin ${usd(figures?.margin?.amount)}`);
      }
      await content(page).getByRole('button', { name: 'By month' }).click();
      const monthRow = rowOf(page, period === lastMonth ? 'Oct 2026' : 'Nov 2026');
      await expect(monthRow).toContainText(usd(figures?.aws_cost?.amount));
      await expect(monthRow).toContainText(usd(figures?.margin?.amount));
    });
  }

  test('each row of the margin list is what the API answered, to the cent', async ({ page, portal, world }) => {
    const { items } = await portal.api.margins(world.receiver, { period: lastMonth });
    await page.goto(`${portal.webUrl}/r/${world.receiver}/margin?period=${lastMonth}&size=100`);
    await expect(content(page).getByRole('rowheader')).toHaveCount(items.length);
    for (const row of items) {
      const shown = rowOf(page, row.label);
      await expect(shown).toContainText(row.figures.aws_cost === undefined ? '-' : usd(row.figures.aws_cost.amount));
      await expect(shown).toContainText(row.figures.margin === undefined ? 'Not known' : usd(row.figures.margin.amount));
    }
  });

  test('a customer shows the same figures on its row, its page, its bridge and its parts', async ({ page, portal, world }) => {
    const detail = await portal.api.customer(world.receiver, world.customer, lastMonth);
    const { figures } = detail.row;
    await page.goto(`${portal.webUrl}/r/${world.receiver}/margin?period=${lastMonth}`);
    await expect(rowOf(page, world.customerName)).toContainText(usd(figures.margin?.amount));
    await content(page).getByRole('link', { name: world.customerName, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Oct 2026');
    await expect(content(page)).toContainText(usd(figures.aws_cost?.amount));
    await expect(content(page)).toContainText(percent(figures.margin_percent));
    const bridge = content(page).getByRole('grid', { name: 'From AWS cost to margin (USD)' });
    await expect(bridge.getByRole('row').filter({ hasText: 'Total' })).toContainText(usd(figures.margin?.amount));

    await content(page).getByRole('tab', { name: 'Both views' }).click();
    const myView = detail.views.find((view) => view.view === 'my_view');
    const showback = detail.views.find((view) => view.view === 'showback');
    for (const [name, mine, theirs] of [['By record type', 3, 4], ['By service', 2, 3]] as const) {
      const table = content(page).getByRole('grid', { name });
      await expect(table).toBeVisible();
      expect(sum(await exactColumn(table, mine)), `${name}, AWS cost`).toBe(exact(known(myView?.total)));
      expect(sum(await exactColumn(table, theirs)), `${name}, charged`).toBe(exact(known(showback?.total)));
    }

    await content(page).getByRole('tab', { name: 'Months' }).click();
    const months = content(page).getByRole('rowheader');
    await expect(months).toHaveCount(detail.months.length);
    await expect(rowOf(page, 'Oct 2026')).toContainText(usd(figures.margin?.amount));
  });

  test('the trend as a table has the months and amounts of the API', async ({ page, portal, world }) => {
    const { trend } = await portal.api.dashboard(world.receiver);
    await page.goto(`${portal.webUrl}/r/${world.receiver}`);
    await content(page).getByRole('button', { name: 'View as table: Margin by month' }).click();
    const table = content(page).getByRole('grid', { name: 'Margin by month' });
    await expect(table.locator('tbody tr')).toHaveCount(trend.length);
    for (const [index, point] of trend.entries()) {
      const row = table.locator('tbody tr').nth(index);
      await expect(row).toContainText(usd(point.figures.aws_cost?.amount));
      await expect(row).toContainText(usd(point.figures.margin?.amount));
    }
  });
});

test.describe('what is not known is not zero', () => {
  test('a customer without Showback has a dash and the reason, and totals say how many are compared', async ({ page, portal, world }) => {
    expect(world.partialCustomer, 'the world has a customer without Showback').toBeDefined();
    const detail = await portal.api.customer(world.receiver, world.partialCustomer ?? '');
    const { row } = detail;
    expect(row.note).toBeDefined();
    await page.goto(`${portal.webUrl}/r/${world.receiver}/margin`);
    const shown = rowOf(page, row.label);
    await expect(shown).toContainText(row.note ?? '');
    await expect(shown).toContainText('Not known');
    await expect(shown).toContainText('Partial');
    // Its line items may be a true zero; charged, margin and margin % are the dashes.
    await expect(shown.locator('.figure', { hasText: 'Not known' })).not.toHaveCount(0);
    await expect(content(page).getByText('These figures are partial')).toBeVisible();
    await expect(content(page).getByText(/^Total in USD/).locator('..')).toContainText('without Showback');

    await content(page).getByRole('link', { name: row.label, exact: true }).click();
    await expect(content(page)).toContainText('There is no bridge, because one of the two views is not known.');
    await expect(content(page)).toContainText('Why a figure is not known');
    const charged = content(page).locator('dt', { hasText: /^Charged$/ }).locator('xpath=following-sibling::dd[1]');
    await expect(charged).toContainText('Not known');
    await expect(charged).not.toContainText('$');
  });

  test('a negative margin says so in words', async ({ page, portal, world }) => {
    const { items } = await portal.api.margins(world.receiver, { filter: 'margin:lt:0' });
    const [loser] = items;
    expect(loser, 'the world has a customer with a negative margin').toBeDefined();
    await page.goto(`${portal.webUrl}/r/${world.receiver}`);
    const lowest = content(page).getByRole('grid', { name: 'Lowest margins' });
    await expect(lowest.locator('tbody tr').first()).toContainText(usd(loser?.figures.margin?.amount));
    await expect(lowest.locator('tbody tr').first()).toContainText('Negative margin');
    await content(page).getByRole('link', { name: /^With a negative margin/ }).click();
    await expect(page).toHaveURL(/filter=margin%3Alt%3A0/);
    await expect(content(page).getByRole('rowheader')).toHaveCount(items.length);
  });
});

test('every number of the dashboard leads to as many rows', async ({ page, portal, world }) => {
  const dashboard = await portal.api.dashboard(world.receiver);
  const counted: [RegExp, number][] = [
    [/^Billed to this receiver/, dashboard.customers.billed],
    [/^Without Showback/, dashboard.customers.without_showback],
    [/^Transfers: active/, dashboard.transfers.find((item) => item.state === 'active')?.count ?? 0],
    [/^Transfers: invited/, dashboard.transfers.find((item) => item.state === 'invited')?.count ?? 0],
  ];
  for (const [name, count] of counted) {
    await page.goto(`${portal.webUrl}/r/${world.receiver}`);
    await content(page).getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(`(${count.toString()})`);
    await expect(content(page).getByRole('rowheader')).toHaveCount(Math.min(count, 25));
  }
  for (const item of dashboard.attention) {
    await page.goto(`${portal.webUrl}/r/${world.receiver}`);
    const link = content(page).getByRole('link', { name: item.title });
    // Only the heaviest entries are shown at first.
    if (dashboard.attention.indexOf(item) >= 7) await content(page).getByRole('button', { name: /^\d+ more$/ }).click();
    await link.click();
    // What has no filter of its own, such as a cost report that differs, leads to the months and not to a list of its rows.
    const shown = item.filter === undefined || item.filter.length === 0 ? /^(Collections|Jobs)/ : `(${item.count.toString()})`;
    await expect(content(page).getByRole('heading').filter({ hasText: shown }).first(), item.code).toBeVisible();
  }
});
