import { findings } from './harness/axe';
import { expect, test } from './harness/fixtures';
import { content, pages, visit } from './harness/pages';

test('axe finds nothing serious with help, panel, dialogs and popovers open', async ({ page, portal, world }) => {
  await page.goto(`${portal.webUrl}/r/${world.receiver}/margin`);
  await content(page).getByRole('button', { name: `Look closer at ${world.customerName}` }).click();
  await expect(page.getByRole('link', { name: `All figures of ${world.customerName}` })).toBeVisible();
  await page.getByRole('button', { name: 'Info: margin and markup' }).first().click();
  await expect(page.getByRole('heading', { level: 2, name: /Margin/ }).first()).toBeVisible();
  expect.soft(await findings(page), 'help and panel').toEqual([]);

  await page.goto(`${portal.webUrl}/r/${world.receiver}/transfers`);
  await content(page).getByRole('button', { name: 'Preferences' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect.soft(await findings(page), 'preferences').toEqual([]);

  await page.goto(`${portal.webUrl}/r/${world.receiver}/collections`);
  await content(page).getByRole('button', { name: 'Start collection' }).click();
  await page.getByRole('menuitem', { name: /^Refresh/ }).click();
  await expect(page.getByRole('dialog')).toContainText('Estimated cost');
  expect.soft(await findings(page), 'start of a collection').toEqual([]);
  await page.keyboard.press('Escape');
  await content(page).getByRole('button', { name: /^Show the evidence of/ }).first().click();
  await expect(page.getByText(/^Seen /).filter({ visible: true }).first()).toBeVisible();
  expect.soft(await findings(page), 'evidence').toEqual([]);
});

test('the keyboard skips to the content, sorts, and finds its way back out of a dialog', async ({ page, portal, world }) => {
  await page.goto(`${portal.webUrl}/r/${world.receiver}/collections`);
  await expect(content(page).getByRole('rowheader').first()).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to main content' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Skip to main content' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(content(page)).toBeFocused();

  const start = content(page).getByRole('button', { name: 'Start collection' });
  await start.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /^Refresh/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Estimated cost');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(start).toBeFocused();

  await page.goto(`${portal.webUrl}/r/${world.receiver}/transfers`);
  await content(page).getByRole('button', { name: /^State, / }).last().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/sort=-?state/);
});

for (const target of pages.filter((item) => ['dashboard', 'margin by customer', 'transfers', 'jobs'].includes(item.name))) {
  test(`the end of ${target.name} is at most 30 steps of the Tab key away`, async ({ page, portal, world }) => {
    await visit(page, portal, world, target);
    await content(page).focus();
    // The dashboard is no list: each of its figures is a link, and a person may stop at each.
    const limit = target.name === 'dashboard' ? 80 : 30;
    let stops = 0;
    for (; stops <= limit; stops += 1) {
      await page.keyboard.press('Tab');
      const inside = await page.evaluate(() => document.getElementById('main-content')?.contains(document.activeElement) === true);
      if (!inside) break;
    }
    expect(stops, 'steps through the content').toBeLessThanOrEqual(limit);
  });
}
