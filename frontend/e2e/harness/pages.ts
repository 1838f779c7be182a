import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

import type { Portal } from './portal';

/** Ids of a portal that addresses need. */
export interface World {
  receiver: string;
  /** A customer with both views known. */
  customer: string;
  customerName: string;
  /** A customer without Showback, when the world has one. */
  partialCustomer: string | undefined;
  job: string;
}

/** A page of the portal, for the checks that hold for every page. */
export interface PageUnderTest {
  name: string;
  path: (world: World) => string;
  /** What the title of the page begins with. */
  heading: (world: World) => RegExp;
  /** A text that is there only when the page's data is. */
  ready: (world: World) => string | RegExp;
  /** The accessible name of the page's own refresh button; the last page has none. */
  refresh?: string;
}

const receiverPath = (world: World, rest: string) => `/r/${world.receiver}${rest}`;

export const pages: PageUnderTest[] = [
  { name: 'dashboard', path: (w) => receiverPath(w, ''), heading: () => /^Dashboard, Nov 2026/, ready: () => 'Lowest margins', refresh: 'Refresh the dashboard' },
  { name: 'margin by customer', path: (w) => receiverPath(w, '/margin'), heading: () => /^Margin analysis, Nov 2026/, ready: (w) => w.customerName, refresh: 'Refresh customers' },
  { name: 'margin by service', path: (w) => receiverPath(w, '/margin?by=service'), heading: () => /^Margin analysis, Nov 2026/, ready: () => 'AWS Lambda', refresh: 'Refresh services' },
  { name: 'margin by month', path: (w) => receiverPath(w, '/margin?by=month'), heading: () => /^Margin analysis/, ready: () => 'Nov 2026', refresh: 'Refresh months' },
  { name: 'customer overview', path: (w) => receiverPath(w, `/customers/${w.customer}`), heading: (w) => startsWith(w.customerName), ready: () => 'From AWS cost to margin', refresh: 'Refresh the customer' },
  { name: 'customer both views', path: (w) => receiverPath(w, `/customers/${w.customer}?tab=margin`), heading: (w) => startsWith(w.customerName), ready: () => 'By record type', refresh: 'Refresh the customer' },
  { name: 'customer months', path: (w) => receiverPath(w, `/customers/${w.customer}?tab=months`), heading: (w) => startsWith(w.customerName), ready: () => 'Margin by month', refresh: 'Refresh the customer' },
  { name: 'transfers', path: (w) => receiverPath(w, '/transfers'), heading: () => /^Transfers/, ready: (w) => w.customerName, refresh: 'Refresh transfers' },
  { name: 'collections', path: (w) => receiverPath(w, '/collections'), heading: () => /^Collections/, ready: () => 'GetCostAndUsage', refresh: 'Refresh months' },
  { name: 'jobs', path: (w) => receiverPath(w, '/jobs'), heading: () => /^Jobs/, ready: () => 'Succeeded', refresh: 'Refresh jobs' },
  { name: 'job', path: (w) => receiverPath(w, `/jobs/${w.job}`), heading: () => /^Collect /, ready: (w) => w.customerName, refresh: 'Refresh the job' },
  { name: 'receivers', path: () => '/accounts', heading: () => /^Receivers/, ready: (w) => w.receiver, refresh: 'Refresh receivers' },
  { name: 'unknown address', path: () => '/no/such/page', heading: () => /^Page not found/, ready: () => 'No page has this address.' },
];

/** Opens a page and waits until its data is on the screen. */
export async function visit(page: Page, portal: Portal, world: World, target: PageUnderTest): Promise<void> {
  await page.goto(portal.webUrl + target.path(world));
  await shown(page, world, target);
}

/** Waits until the page's data is on the screen and nothing is being loaded any more. */
export async function shown(page: Page, world: World, target: PageUnderTest): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(target.heading(world));
  await expect(content(page).getByText(target.ready(world)).first()).toBeVisible();
  await expect(content(page)).not.toContainText('Loading');
}

/** The page without the frame around it. */
export function content(page: Page) {
  return page.locator('#main-content');
}

/** Reads the ids from the portal itself. */
export async function describeWorld(portal: Pick<Portal, 'api' | 'receiver'>): Promise<World> {
  const receiver = await portal.receiver();
  const rows = (await portal.api.margins(receiver, { sort: '-margin' })).items;
  const whole = rows.find((row) => row.completeness === 'complete' && row.figures.margin !== undefined);
  const [job] = (await portal.api.jobs(receiver)).items;
  if (whole?.customer_id === undefined || job === undefined) throw new Error('the world has no complete customer or no job');
  return {
    receiver,
    customer: whole.customer_id,
    customerName: whole.label,
    partialCustomer: rows.find((row) => row.completeness === 'partial')?.customer_id,
    job: job.job_id,
  };
}

function startsWith(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}
