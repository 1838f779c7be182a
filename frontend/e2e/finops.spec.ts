import { usd } from './harness/figures';
import { expect, open, test } from './harness/fixtures';
import { content, describeWorld } from './harness/pages';

test('a budget is created with checks, shows where it stands, is changed and deleted', async ({ page, startPortal }) => {
  const portal = await startPortal();
  await portal.collected();
  const receiver = await portal.receiver();
  const [row] = (await portal.api.margins(receiver, { sort: '-charged' })).items;
  if (row === undefined) throw new Error('the world has no customer');
  await open(page, portal, `/r/${receiver}/finops?tab=budgets`);
  await content(page).getByRole('button', { name: 'Create budget' }).click();
  const form = page.getByRole('dialog', { name: 'Create a budget' });
  await form.getByRole('button', { name: 'Save budget' }).click();
  await expect(form.getByText('Choose the customer the budget is for.')).toBeVisible();
  await expect(form.getByText('Give the budget a name.')).toBeVisible();
  await form.getByRole('button', { name: 'Choose a customer' }).click();
  await page.getByPlaceholder('Find a customer by name or account id').fill(row.label);
  await page.getByRole('option', { name: row.label }).first().click();
  await form.getByLabel('Name', { exact: true }).fill('Spending of the month');
  await form.getByLabel(/^Limit a month/).fill('1.00');
  await form.getByRole('button', { name: 'Save budget' }).click();
  await expect(form).toHaveCount(0);
  const line = content(page).getByRole('row').filter({ hasText: 'Spending of the month' });
  await expect(line.getByText('Exceeded')).toBeVisible();
  await expect(line.getByText(usd(row.figures.charged?.amount)).first()).toBeVisible();

  await content(page).getByRole('button', { name: 'Actions for Spending of the month' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByLabel(/^Limit a month/).fill('999,999,999.5');
  await page.getByRole('button', { name: 'Save budget' }).click();
  await expect(line.getByText('Within the limit')).toBeVisible();
  await expect(line.getByText('$999,999,999.50')).toBeAttached();

  await content(page).getByRole('button', { name: 'Actions for Spending of the month' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const question = page.getByRole('dialog', { name: /^Delete the budget/ });
  await question.getByRole('button', { name: 'Delete' }).click();
  await expect(content(page).getByText('No budgets')).toBeVisible();
});

test('an anomaly explains itself, is acknowledged with a note and reopened', async ({ page, startPortal }) => {
  const portal = await startPortal({ scenario: 'reseller' });
  await portal.collected();
  const { receiver, anomaly } = await describeWorld(portal);
  if (anomaly === undefined) throw new Error('the world has no anomaly');
  const [found] = (await portal.api.anomalies(receiver)).items;
  await open(page, portal, `/r/${receiver}/finops/anomalies/${anomaly.id}`);
  await expect(content(page).getByText(found?.explanation ?? '')).toBeVisible();
  await content(page).getByRole('button', { name: 'View as table: Actual and expected by day' }).click();
  await expect(content(page).getByRole('gridcell', { name: 'Anomaly', exact: true })).not.toHaveCount(0);
  await content(page).getByRole('button', { name: 'Acknowledge' }).click();
  const form = page.getByRole('dialog', { name: 'Acknowledge' });
  await form.getByRole('textbox').fill('Planned load test');
  await form.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(form).toHaveCount(0);
  await expect(content(page).getByText(/^Acknowledged by /)).toBeVisible();
  await expect(content(page).getByText('Planned load test')).toBeVisible();
  await open(page, portal, `/r/${receiver}/finops?tab=anomalies&filter=status:eq:acknowledged`);
  await expect(content(page).getByRole('rowheader')).toHaveCount(1);
  await content(page).getByRole('rowheader').getByRole('link').click();
  await content(page).getByRole('button', { name: 'Reopen' }).click();
  await page.getByRole('dialog', { name: 'Reopen' }).getByRole('button', { name: 'Reopen' }).click();
  await expect(content(page).getByText(/^Open by /)).toBeVisible();
});
