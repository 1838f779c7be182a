import type { Page } from '@playwright/test';

import { findings } from './harness/axe';
import { expect, open, test } from './harness/fixtures';
import { content, pages } from './harness/pages';

/** Opens pages as a person who chose this language before. */
async function speak(page: Page, language: string): Promise<void> {
  await page.addInitScript((chosen) => {
    window.localStorage.setItem('display:v1', JSON.stringify({ language: chosen }));
  }, language);
}

/** Words of the frame and of figures that no German page shows. */
const english = [
  'AWS cost', 'Charged', 'Margin', 'Markup', 'Customer', 'Customers', 'Standing', 'Estimated', 'Not collected', 'Overview', 'Jobs and', 'Transfers', 'Receivers',
  'Refresh', 'Last updated', 'Needs attention', 'Lowest margins', 'Show all', 'View as table', 'Preferences', 'Find', 'compared', 'Look closer', 'Side navigation', 'Loading',
];

for (const { name, path, ready } of [
  { name: 'dashboard', path: '', ready: 'Niedrigste Margen' },
  { name: 'margin', path: '/margin?period=2026-10', ready: 'AWS-Kosten' },
]) {
  test(`the ${name} is German when German was chosen`, async ({ page, portal, world }) => {
    await speak(page, 'de');
    await open(page, portal, `/r/${world.receiver}${path}`);
    await expect(content(page).getByText(ready).first()).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    const texts = await labels(page);
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.filter((text) => english.some((word) => new RegExp(`\\b${word}\\b`).test(text)))).toEqual([]);
    const figures = await content(page).locator('.figure').allInnerTexts();
    const money = figures.filter((text) => text.includes('$'));
    expect(money.length).toBeGreaterThan(5);
    for (const text of money) expect(text).toMatch(/^[+-]?\d{1,3}(\.\d{3})*,\d{2}\s\$/);
    expect.soft(await findings(page)).toEqual([]);
  });
}

test('a person changes the language in the display menu, and it stays', async ({ page, portal, world }) => {
  await open(page, portal, `/r/${world.receiver}/margin?period=2026-10`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('button', { name: 'Display settings' }).click();
  await page.getByRole('menuitem', { name: 'Deutsch' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Margenanalyse, Okt. 2026');
  expect(new URL(page.url()).search).toBe('?period=2026-10');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page).toHaveTitle(/^Margenanalyse, Okt\. 2026, /);
});

// The others are held to it by the test of the sources; here it is seen that what is shown comes from there.
for (const target of pages.filter(({ name }) => ['dashboard', 'margin by customer', 'collections', 'transfers'].includes(name))) {
  test(`every heading, button and column of ${target.name} is in a catalogue`, async ({ page, portal, world }) => {
    await speak(page, 'xx');
    await open(page, portal, target.path(world));
    await expect(page.getByText('⟦').first()).toBeVisible();
    await expect(content(page).getByText('⟦').first()).toBeVisible();
    const data = [world.customerName, world.receiver, ...(await names(portal.api, world.receiver))];
    const missing = (await labels(page)).filter((text) => !text.includes('⟦') && !data.some((own) => text.includes(own)) && !sameEverywhere.test(text) && !componentTexts.test(text));
    expect(missing).toEqual([]);
  });
}

/** A month or a call of AWS: the same in every catalogue. */
const sameEverywhere = /^(\w{3,9} 20\d\d( \(UTC\))?|\w+:\w+)$/;

/** Texts that Cloudscape brings itself; they are not in the tests' language. */
const componentTexts =
  /^(Previous page|Next page|Page \d+( of all pages)?|More|Clear filter|Dismiss|Close|Resize|External|Opens in a new tab|Use up and down|and|or|Close panel|Open panel|Split panel.*|Position|Bottom|Side|Loading|Show more.*|Show path)/;

/** What the page says in headings, buttons, tabs, columns, labels and menus. */
async function labels(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const add = (text: string | null) => {
      const words = (text ?? '').replaceAll(/\s+/g, ' ').trim();
      if (/\p{L}{3,}/u.test(words)) found.add(words);
    };
    for (const element of document.querySelectorAll<HTMLElement>('h1, h2, h3, button, [role=tab], thead th, label, dt, nav a, [class*=key-label]')) {
      if (element.innerText !== '') add(element.innerText);
    }
    for (const element of document.querySelectorAll('button[aria-label], input[placeholder], table[aria-label], nav[aria-label]')) {
      add(element.getAttribute('aria-label'));
      add(element.getAttribute('placeholder'));
    }
    return [...found];
  });
}

/** Names the world gives: of receivers and jobs. */
async function names(api: { jobs: (receiver: string) => Promise<{ items: { title: string }[] }> }, receiver: string): Promise<string[]> {
  const { items } = await api.jobs(receiver);
  return items.map(({ title }) => title);
}
