import { findings } from './harness/axe';
import { expect, open, test } from './harness/fixtures';
import { content } from './harness/pages';

test('keys lead to pages, to the filter and to the panels', async ({ page, portal, world }) => {
  await open(page, portal, `/r/${world.receiver}?period=2026-10`);
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Margin analysis, Oct 2026');
  await expect(content(page).getByRole('link', { name: world.customerName })).toBeVisible();
  await page.keyboard.press('/');
  const filter = content(page).getByRole('combobox', { name: 'Find customers' });
  await expect(filter).toBeFocused();
  // In the field they are letters.
  await page.keyboard.type('gt?');
  await expect(filter).toHaveValue('gt?');
  await expect(page).toHaveURL(/\/margin\?/);
  await page.getByRole('heading', { level: 1 }).click();

  const navigation = page.getByRole('link', { name: 'Pricing configuration' });
  await expect(navigation).toBeVisible();
  await page.keyboard.press('[');
  await expect(navigation).toBeHidden();
  await page.keyboard.press(']');
  await expect(page.getByRole('button', { name: 'Close help panel' })).toBeFocused();
});

test('the list of shortcuts opens with ?, and switches them off for good', async ({ page, portal, world }) => {
  await open(page, portal, `/r/${world.receiver}/transfers`);
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(list.getByText('Custom line items')).toBeVisible();
  expect.soft(await findings(page)).toEqual([]);
  await list.getByText('Shortcuts of single keys').click();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await page.reload();
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('?');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Find a customer' })).toBeVisible();
  await expect(list).toBeHidden();
});

test('a customer is found and opened with keys alone, and the focus returns', async ({ page, portal, world }) => {
  await open(page, portal, `/r/${world.receiver}/margin?period=2026-10`);
  await expect(content(page).getByRole('link', { name: world.customerName })).toBeVisible();
  const trigger = page.getByRole('button', { name: 'Find a customer' });
  await trigger.focus();
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Find a customer' });
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(trigger).toBeFocused();

  await trigger.click();
  await page.keyboard.type('zzzz');
  await expect(dialog.getByText('No customer matches “zzzz”.')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(world.customerName);
  await expect(dialog.getByRole('option').first()).toContainText(world.customerName);
  expect.soft(await findings(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`${world.customerName}, Oct 2026`);
  await expect(page).toHaveURL(new RegExp(`/customers/${world.customer}\\?period=2026-10$`));
});
