import type { Page } from '@playwright/test';

import { findings } from './harness/axe';
import { expect, test } from './harness/fixtures';
import { content, pages, shown } from './harness/pages';

/** The budget of a page with 25 rows. */
const mostElements = 3_500;

/** Keeps back every answer but those of the frame around the pages, until they are released. */
async function held(page: Page): Promise<{ release: () => Promise<void> }> {
  let go = () => undefined as void;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const address = /\/api\/(?!me(\/|$|\?)|health)/;
  await page.route(address, async (route) => {
    await gate;
    await route.fallback();
  });
  return {
    release: async () => {
      go();
      await page.unroute(address);
    },
  };
}

for (const target of pages) {
  test(`${target.name}: says that it is loading, shows its data with one title and landmarks, keeps axe content in light and dark, fits a phone, and calls nothing on AWS`, async ({ page, portal, world }) => {
    const calls = await portal.simulator.counts();
    const answers = await held(page);
    await page.goto(portal.webUrl + target.path(world));
    if (target.refresh !== undefined) await expect(page.getByText(/^Loading /).or(page.getByRole('status', { name: /^Loading / })).first()).toBeAttached();
    await answers.release();
    await shown(page, world, target);

    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page.getByRole('main')).toHaveCount(1);
    await expect(page).toHaveTitle(target.name === 'unknown address' ? /Page not found/ : /./);
    const elements = await page.evaluate(() => document.querySelectorAll('*').length);
    expect(elements, 'elements, which decide how fast the page reacts').toBeLessThanOrEqual(mostElements);

    expect.soft(await findings(page), 'axe').toEqual([]);

    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await shown(page, world, target);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, 'pixels the page is wider than the screen').toBeLessThanOrEqual(0);
    if (target.refresh !== undefined) {
      const refresh = page.getByRole('button', { name: target.refresh });
      await refresh.scrollIntoViewIfNeeded();
      const box = await refresh.boundingBox();
      expect(box, 'the refresh button has a place').not.toBeNull();
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
      await refresh.click();
    }
    expect(await portal.simulator.counts(), 'looking calls nothing on AWS').toEqual(calls);
  });
}

test('every link of the side navigation leads to its page', async ({ page, portal, world }) => {
  await page.goto(`${portal.webUrl}/r/${world.receiver}`);
  const navigation = page.getByRole('navigation', { name: 'Side navigation' });
  for (const [link, heading] of [
    ['Margin analysis', /^Margin analysis/],
    ['Gap analysis', /^Gap analysis/],
    ['Commission', /^Commission/],
    ['Pricing configuration', /^Pricing configuration/],
    ['Custom line items', /^Custom line items/],
    ['Financial operations', /^Financial operations/],
    ['Transfers', /^Transfers/],
    ['Plans', /^Plans/],
    ['Collections', /^Collections/],
    ['Jobs', /^Jobs/],
    ['Receivers', /^Receivers/],
  ] as const) {
    await navigation.getByRole('link', { name: link, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
  }
});

test('the root leads to the dashboard of the receiver', async ({ page, portal, world }) => {
  await page.goto(portal.webUrl);
  await expect(page).toHaveURL(`${portal.webUrl}/r/${world.receiver}`);
  await expect(content(page).getByText('Needs attention').first()).toBeVisible();
});

test('what the portal calls on AWS is known to the simulator', async ({ portal }) => {
  expect((await portal.simulator.counts()).length, 'the first collection did call AWS').toBeGreaterThan(0);
  expect(await portal.simulator.unknownCalls()).toEqual([]);
});
