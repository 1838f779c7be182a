import type { Page, Route } from '@playwright/test';

import { findings } from './harness/axe';
import { expect, test } from './harness/fixtures';
import { content, describeWorld, pages, shown } from './harness/pages';

/** What the browser writes when an answer says no; these tests bring that about. */
const refused = /Failed to load resource/;

/** What the frame around every page reads. */
const ofTheFrame = /^\/api\/(me|accounts|health|jobs)(\/|$)/;

interface Refusal {
  status: number;
  code: string;
  title: string;
  detail: string;
  missing_permission?: string;
  retry_after_seconds?: number;
}

const denied: Refusal = {
  status: 502,
  code: 'aws_denied',
  title: 'AWS denied a permission',
  detail: 'The role of the portal may not do this.',
  missing_permission: 'billingconductor:ListCustomLineItems',
};

const throttled: Refusal = { status: 503, code: 'aws_throttled', title: 'AWS limits the rate', detail: 'Try again later.', retry_after_seconds: 2 };

/** Answers what the page itself asks for with a problem document, as the API writes them. */
async function refuse(page: Page, own: RegExp | undefined, refusal: Refusal): Promise<void> {
  const answer = async (route: Route) => {
    const { pathname } = new URL(route.request().url());
    if (route.request().method() !== 'GET' || (ofTheFrame.test(pathname) && own?.test(pathname) !== true)) return route.fallback();
    return route.fulfill({
      status: refusal.status,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: `/docs#problem-${refusal.code}`, instance: 'urn:request:4f1c2a9e', request_id: '4f1c2a9e', ...refusal }),
    });
  };
  await page.route('**/api/**', answer);
}

for (const target of pages) {
  if (target.refresh === undefined) continue;
  test(`${target.name}: says what was refused and what is missing, tries again by itself when told to, and recovers`, async ({ page, portal, world, watch }) => {
    test.skip(target.exists?.(world) === false, 'the world has no such thing');
    watch.allow(refused);
    const own = /^(jobs|job|receivers)$/.test(target.name) ? /^\/api\/(jobs|accounts)/ : undefined;
    await refuse(page, own, denied);
    await page.goto(portal.webUrl + target.path(world));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const alert = content(page).getByRole('alert').filter({ hasText: 'AWS denied a permission' }).first();
    await expect(alert).toContainText('billingconductor:ListCustomLineItems');
    await expect(content(page).getByText('Request 4f1c2a9e').first()).toBeVisible();
    await expect(content(page), 'what is not known is not zero').not.toContainText('$0.00');
    await expect(content(page).getByText("We can't find a match")).toHaveCount(0);
    expect.soft(await findings(page), 'axe, with a failure on the page').toEqual([]);

    await page.unroute('**/api/**');
    await refuse(page, own, throttled);
    // A page of several parts has one for each.
    for (const retry of await content(page).getByRole('button', { name: 'Retry' }).all()) await retry.click();
    await expect(content(page).getByText(/^Trying again by itself in \d s\.$/).first()).toBeVisible();
    await page.unroute('**/api/**');
    await shown(page, world, target);
    await expect(content(page).getByText(/^Trying again by itself/)).toHaveCount(0);
  });
}

test('a receiver whose role may read no cost shows no figure on any page, and the dashboard names the permission', async ({ page, startPortal }) => {
  test.setTimeout(240_000);
  const portal = await startPortal({ collectOnStart: false });
  const receiver = await portal.receiver();
  await portal.simulator.setFaults({ service: 'ce', kind: 'deny' });
  await portal.api.startCollection(receiver, 'backfill');
  await portal.collected();
  await page.goto(`${portal.webUrl}/r/${receiver}`);
  await expect(content(page)).toContainText('ce:GetCostAndUsage');
  for (const path of ['', '/margin', '/margin?by=service', '/margin?by=month', '/finops', '/finops?tab=usage', '/pricing', '/collections']) {
    await page.goto(`${portal.webUrl}/r/${receiver}${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(content(page)).not.toContainText('Loading');
    // Spent on paid calls: nothing, which is known.
    if (path !== '/collections') await expect(content(page), path).not.toContainText('$0.00');
  }
  await portal.simulator.clearFaults();
  await portal.api.startCollection(receiver, 'refresh');
  await portal.collected();
  const world = await describeWorld(portal);
  await page.goto(`${portal.webUrl}/r/${receiver}/margin`);
  await expect(content(page).getByText(world.customerName).first()).toBeVisible();
});
