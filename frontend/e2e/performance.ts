import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';

import { PortalApi } from './harness/api';
import { content, describeWorld, pages } from './harness/pages';
import type { TableUnderTest } from './harness/tables';
import { tables } from './harness/tables';

/** How often each page is measured; the median counts. */
const rounds = 3;

/** What was measured of a page or of an action on it. Times are in milliseconds. */
interface Figure {
  page: string;
  what: 'load' | 'sort' | 'filter' | 'next page';
  /** Elements of the document when it is at rest. */
  elements: number;
  /** The longest task of the main thread. */
  longestTask: number;
  /** From the input to the next paint, by Event Timing; for loads, the largest contentful paint. */
  shown: number;
}

/** What the browser has seen since it was last asked. */
interface Seen {
  longestTask: number;
  slowestInput: number;
  largestPaint: number;
}

declare global {
  interface Window {
    seen: Seen;
  }
}

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: this run is started by make bench`);
  return value;
};

const portal = {
  webUrl: required('PERFORMANCE_WEB'),
  api: new PortalApi(required('PERFORMANCE_API')),
  receiver: async () => (await portal.api.me()).receivers[0] ?? '',
};
const results = required('PERFORMANCE_RESULTS');
const figures: Figure[] = [];

/** Runs in the page before anything of it. */
function watchThread(): void {
  window.seen = { longestTask: 0, slowestInput: 0, largestPaint: 0 };
  const observe = (type: string, take: (entry: PerformanceEntry) => void, more: object = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  observe('longtask', (entry) => (window.seen.longestTask = Math.max(window.seen.longestTask, entry.duration)));
  observe('event', (entry) => (window.seen.slowestInput = Math.max(window.seen.slowestInput, entry.duration)), { durationThreshold: 16 });
  observe('largest-contentful-paint', (entry) => (window.seen.largestPaint = entry.startTime));
}

/** Waits until nothing is asked for and drawn any more, and reads what was seen. */
async function atRest(page: Page): Promise<Seen & { elements: number }> {
  await page.waitForLoadState('networkidle');
  return page.evaluate(async () => {
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5_000 }));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const seen = { ...window.seen, elements: document.querySelectorAll('*').length };
    window.seen = { longestTask: 0, slowestInput: 0, largestPaint: 0 };
    return seen;
  });
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Keeps the median of what the rounds saw. */
function keep(page: string, what: Figure['what'], seen: (Seen & { elements: number })[]): void {
  figures.push({
    page,
    what,
    elements: median(seen.map((one) => one.elements)),
    longestTask: Math.round(median(seen.map((one) => one.longestTask))),
    shown: Math.round(median(seen.map((one) => (what === 'load' ? one.largestPaint : one.slowestInput)))),
  });
}

test.beforeEach(async ({ page }) => {
  await page.addInitScript(watchThread);
});

test.afterAll(async () => {
  await mkdir(dirname(results), { recursive: true });
  await writeFile(results, JSON.stringify(figures, undefined, 2));
});

test('pages at rest', async ({ page }) => {
  const world = await describeWorld(portal);
  for (const target of pages) {
    if (target.exists?.(world) === false) continue;
    const seen = [];
    for (let round = 0; round < rounds; round += 1) {
      await page.goto(portal.webUrl + target.path(world));
      // Not `visit`: of a thousand customers the one a page is recognised by need not be on the first page.
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(target.heading(world));
      await expect(content(page)).not.toContainText('Loading');
      seen.push(await atRest(page));
    }
    keep(target.name, 'load', seen);
  }
});

for (const table of tables) {
  test(`table of ${table.name}`, async ({ page }) => {
    const world = await describeWorld(portal);
    const listed = page.waitForResponse((response) => table.list.test(new URL(response.url()).pathname));
    await page.goto(portal.webUrl + table.path(world));
    const { total }: { total: number } = await (await listed).json();
    test.skip(total === 0, `this world has no ${table.name}`);
    const actions = actionsOn(table);
    const seen = new Map(actions.map(([what]) => [what, [] as (Seen & { elements: number })[]]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [what, act] of actions) {
        await page.goto(portal.webUrl + table.path(world));
        await content(page).getByRole('rowheader').first().waitFor();
        await atRest(page);
        if (await act(page)) seen.get(what)?.push(await atRest(page));
      }
    }
    for (const [what, all] of seen) if (all.length > 0) keep(table.name, what, all);
  });
}

type Action = [Figure['what'], (page: Page) => Promise<boolean>];

/** What a person does with a table; false where this world has nothing to do it with. */
function actionsOn(table: TableUnderTest): Action[] {
  const actions: Action[] = [];
  const { sort } = table;
  const answered = (page: Page) => page.waitForResponse((response) => table.list.test(new URL(response.url()).pathname));
  if (sort !== undefined) {
    actions.push([
      'sort',
      async (page) => {
        const control = content(page).getByRole('button', { name: new RegExp(`^${sort.header}, `) }).last();
        await control.focus();
        await Promise.all([answered(page), page.keyboard.press('Enter')]);
        return true;
      },
    ]);
  }
  if (table.filtered) {
    actions.push([
      'filter',
      async (page) => {
        const filter = content(page).getByRole('combobox').first();
        await filter.fill('a');
        await Promise.all([answered(page), filter.press('Enter')]);
        return true;
      },
    ]);
  }
  actions.push([
    'next page',
    async (page) => {
      const next = content(page).getByRole('button', { name: 'Next page' });
      if (!(await next.isVisible()) || (await next.isDisabled())) return false;
      await Promise.all([answered(page), next.click()]);
      return true;
    },
  ]);
  return actions;
}
