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
  /** A custom line item, when the world has one. */
  lineItem: { id: string; name: string } | undefined;
  /** An anomaly of a customer, when one was found. */
  anomaly: { id: string; customer: string } | undefined;
  /** A plan of a transfer that was made and discarded. */
  plan: string;
  /** A plan of line items that was made and discarded. */
  linePlan: string;
}

/** A page of the portal, for the checks that hold for every page. */
export interface PageUnderTest {
  name: string;
  path: (world: World) => string;
  /** What the title of the page begins with. */
  heading: (world: World) => RegExp;
  /** A text that is there only when the page's data is. */
  ready: (world: World) => string | RegExp;
  /** The accessible name of the page's own refresh button; pages that read nothing have none. */
  refresh?: string;
  /** Whether the world has what the page shows; every world has without it. */
  exists?: (world: World) => boolean;
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
  { name: 'customer line items', path: (w) => receiverPath(w, `/customers/${w.customer}?tab=line-items`), heading: (w) => startsWith(w.customerName), ready: () => /No custom line items|Total in/, refresh: 'Refresh the customer' },
  { name: 'customer gaps', path: (w) => receiverPath(w, `/customers/${w.customer}?tab=gaps&period=2026-10`), heading: (w) => startsWith(w.customerName), ready: () => /No gaps|Total in/, refresh: 'Refresh the customer' },
  { name: 'customer credits', path: (w) => receiverPath(w, `/customers/${w.customer}?tab=credits`), heading: (w) => startsWith(w.customerName), ready: () => 'Credits in Nov 2026', refresh: 'Refresh the customer' },
  { name: 'customer accounts', path: (w) => receiverPath(w, `/customers/${w.customer}?tab=accounts`), heading: (w) => startsWith(w.customerName), ready: () => 'Breakdown of cost', refresh: 'Refresh the customer' },
  { name: 'customer days', path: (w) => receiverPath(w, `/customers/${w.customer}?tab=days`), heading: (w) => startsWith(w.customerName), ready: () => 'Cost by day', refresh: 'Refresh the customer' },
  { name: 'customer anomalies', path: (w) => receiverPath(w, `/customers/${w.customer}?tab=anomalies`), heading: (w) => startsWith(w.customerName), ready: () => /Last looked for/, refresh: 'Refresh the customer' },
  { name: 'customer budgets', path: (w) => receiverPath(w, `/customers/${w.customer}?tab=budgets`), heading: (w) => startsWith(w.customerName), ready: () => 'No budgets', refresh: 'Refresh the customer' },
  { name: 'pricing plans', path: (w) => receiverPath(w, '/pricing'), heading: () => /^Pricing configuration, Nov 2026/, ready: () => 'BasicPricingPlan', refresh: 'Refresh pricing plans' },
  { name: 'pricing rules', path: (w) => receiverPath(w, '/pricing?tab=rules'), heading: () => /^Pricing configuration, Nov 2026/, ready: () => /\((markup|discount)\)/, refresh: 'Refresh pricing rules' },
  { name: 'customers by plan', path: (w) => receiverPath(w, '/pricing?tab=customers'), heading: () => /^Pricing configuration, Nov 2026/, ready: (w) => w.customerName, refresh: 'Refresh customers' },
  { name: 'custom line items', path: (w) => receiverPath(w, '/line-items'), heading: () => /^Custom line items, Nov 2026/, ready: (w) => w.lineItem?.name ?? 'No custom line items', refresh: 'Refresh custom line items' },
  { name: 'custom line item', path: (w) => receiverPath(w, `/line-items/${w.lineItem?.id ?? ''}`), heading: (w) => startsWith(w.lineItem?.name ?? ''), ready: () => 'How the amount is computed', refresh: 'Refresh the custom line item', exists: (w) => w.lineItem !== undefined },
  { name: 'gaps', path: (w) => receiverPath(w, '/gaps?period=2026-10'), heading: () => /^Gap analysis, Oct 2026/, ready: () => /Total in USD/, refresh: 'Refresh gaps' },
  { name: 'simulated gaps', path: (w) => receiverPath(w, '/gaps?period=2026-10&demo=true'), heading: () => /^Gap analysis, Oct 2026/, ready: () => 'Simulated: some of these gaps are made up', refresh: 'Refresh gaps' },
  { name: 'coverage', path: (w) => receiverPath(w, '/gaps?period=2026-10&tab=coverage'), heading: () => /^Gap analysis, Oct 2026/, ready: (w) => w.customerName, refresh: 'Refresh customers' },
  { name: 'policies of gaps', path: (w) => receiverPath(w, '/gaps?tab=policies'), heading: () => /^Gap analysis/, ready: () => 'Every customer (default)', refresh: 'Refresh policies' },
  { name: 'history of policies', path: (w) => receiverPath(w, '/gaps?tab=history'), heading: () => /^Gap analysis/, ready: () => policyNote, refresh: 'Refresh changes' },
  { name: 'commission', path: (w) => receiverPath(w, '/commission?period=2026-10'), heading: () => /^Commission, Oct 2026/, ready: (w) => w.customerName, refresh: 'Refresh customers' },
  { name: 'financial operations', path: (w) => receiverPath(w, '/finops'), heading: () => /^Financial operations, Nov 2026/, ready: () => 'Largest changes of cost', refresh: 'Refresh the overview' },
  { name: 'breakdown by customer', path: (w) => receiverPath(w, '/finops?tab=usage'), heading: () => /^Financial operations, Nov 2026/, ready: (w) => w.customerName, refresh: 'Refresh customers' },
  { name: 'breakdown by account', path: (w) => receiverPath(w, '/finops?tab=usage&by=account'), heading: () => /^Financial operations, Nov 2026/, ready: () => /Total in USD/, refresh: 'Refresh accounts' },
  { name: 'breakdown by service', path: (w) => receiverPath(w, '/finops?tab=usage&by=service'), heading: () => /^Financial operations, Nov 2026/, ready: () => 'AWS Lambda', refresh: 'Refresh services' },
  { name: 'anomalies', path: (w) => receiverPath(w, '/finops?tab=anomalies'), heading: () => /^Financial operations/, ready: (w) => w.anomaly?.customer ?? 'No anomalies', refresh: 'Refresh anomalies' },
  { name: 'anomaly', path: (w) => receiverPath(w, `/finops/anomalies/${w.anomaly?.id ?? ''}`), heading: (w) => startsWith(w.anomaly?.customer ?? ''), ready: () => 'What drove it', refresh: 'Refresh the anomaly', exists: (w) => w.anomaly !== undefined },
  { name: 'budgets', path: (w) => receiverPath(w, '/finops?tab=budgets'), heading: () => /^Financial operations, Nov 2026/, ready: () => 'Month of the tests', refresh: 'Refresh budgets' },
  { name: 'own anomalies', path: (w) => receiverPath(w, '/finops?tab=receiver'), heading: () => /^Financial operations/, ready: () => /As collected/, refresh: 'Refresh anomalies of the receiver' },
  { name: 'own budgets', path: (w) => receiverPath(w, '/finops?tab=receiver&own=budgets'), heading: () => /^Financial operations/, ready: () => /As collected/, refresh: 'Refresh AWS budgets of the receiver' },
  { name: 'credits by customer', path: (w) => receiverPath(w, '/credits'), heading: () => /^Credit tracker, Nov 2026/, ready: (w) => w.customerName, refresh: 'Refresh customers' },
  { name: 'simulated credits', path: (w) => receiverPath(w, '/credits?demo=true'), heading: () => /^Credit tracker, Nov 2026 \(simulated\)/, ready: (w) => w.customerName, refresh: 'Refresh customers' },
  { name: 'credits', path: (w) => receiverPath(w, '/credits?tab=credits'), heading: () => /^Credit tracker, Nov 2026/, ready: () => /Total in USD|No credits|No balance is visible/, refresh: 'Refresh credits' },
  { name: 'credit allocations', path: (w) => receiverPath(w, '/credits?tab=allocations'), heading: () => /^Credit tracker, Nov 2026/, ready: () => /Total in USD|No allocations|No balance is visible/, refresh: 'Refresh allocations' },
  { name: 'applied credits', path: (w) => receiverPath(w, '/credits?tab=applied'), heading: () => /^Credit tracker, Nov 2026/, ready: () => /Total in USD|No credits were applied/, refresh: 'Refresh applied credits' },
  { name: 'settings of credits', path: (w) => receiverPath(w, '/credits?tab=settings'), heading: () => /^Credit tracker, Nov 2026/, ready: () => 'Patterns of MAP credits' },
  { name: 'schedules', path: (w) => receiverPath(w, '/schedules'), heading: () => /^Schedules/, ready: () => 'Every day, 06:00 UTC', refresh: 'Refresh schedules' },
  { name: 'schedule', path: (w) => receiverPath(w, '/schedules/gap_run'), heading: () => /./, ready: () => 'Every month on day 7, 06:00 UTC', refresh: 'Refresh the schedule' },
  { name: 'invitation', path: (w) => receiverPath(w, '/transfers/invite'), heading: () => /^Invite a customer/, ready: () => 'First month billed to this receiver' },
  { name: 'plans', path: (w) => receiverPath(w, '/plans'), heading: () => /^Plans/, ready: () => 'Discarded', refresh: 'Refresh plans' },
  { name: 'plan', path: (w) => receiverPath(w, `/plans/${w.plan}`), heading: () => /rename/i, ready: () => 'What follows', refresh: 'Refresh the plan' },
  { name: 'plan of line items', path: (w) => receiverPath(w, `/plans/${w.linePlan}`), heading: () => /^Create /, ready: () => 'Line items of this plan', refresh: 'Refresh the plan' },
  { name: 'approval limits', path: (w) => receiverPath(w, '/plans?tab=settings'), heading: () => /^Approval limits/, ready: () => 'A single line item above' },
  { name: 'create line items', path: (w) => receiverPath(w, '/line-items/create'), heading: () => /^Create custom line items/, ready: () => 'What the customer reads on its bill' },
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
  const [item] = (await portal.api.lineItems(receiver)).items;
  const [anomaly] = (await portal.api.anomalies(receiver)).items;
  const whole = rows.find((row) => row.completeness === 'complete' && row.figures.margin !== undefined);
  const [job] = (await portal.api.jobs(receiver)).items;
  if (whole?.customer_id === undefined || job === undefined) throw new Error('the world has no complete customer or no job');
  const other = rows.find((row) => row.customer_id !== undefined && row.customer_id !== whole.customer_id);
  await keepBudget(portal, receiver, other ?? whole);
  await keepPolicy(portal, receiver, whole.customer_id);
  return {
    receiver,
    customer: whole.customer_id,
    customerName: whole.label,
    partialCustomer: rows.find((row) => row.completeness === 'partial')?.customer_id,
    job: job.job_id,
    lineItem: item === undefined ? undefined : { id: item.line_item_id, name: item.name },
    anomaly: anomaly === undefined ? undefined : { id: anomaly.anomaly_id, customer: anomaly.customer_name },
    plan: await discardedPlan(portal, receiver),
    linePlan: await discardedLinePlan(portal, receiver, rows),
  };
}

const policyNote = 'Agreed for the tests';

/** Gives a customer a policy of its own that is the default anyway, once, so that the history has a change. */
async function keepPolicy(portal: Pick<Portal, 'api'>, receiver: string, customer: string): Promise<void> {
  if ((await portal.api.policyChanges(receiver)).items.some((change) => change.note === policyNote)) return;
  await portal.api.setPolicy(receiver, { class: 'private_discount', customer_id: customer, mode: 'keep', note: policyNote });
}

type Row = Awaited<ReturnType<Portal['api']['margins']>>['items'][number];

const budgetName = 'Month of the tests';

/** Makes the budget the pages show, once. */
async function keepBudget(portal: Pick<Portal, 'api'>, receiver: string, row: Row): Promise<void> {
  if ((await portal.api.budgets(receiver)).items.some((budget) => budget.name === budgetName)) return;
  await portal.api.createBudget(receiver, {
    customer_id: row.customer_id ?? '',
    name: budgetName,
    measure: 'aws_cost',
    limit: { amount: '1', currency: row.figures.currency },
    thresholds: [80, 100],
  });
}

/** A plan that was made and discarded, so that it stays as it is; made once. */
async function discardedPlan(portal: Pick<Portal, 'api'>, receiver: string): Promise<string> {
  const known = (await portal.api.plans(receiver)).items.find((plan) => plan.status === 'discarded' && plan.kind === 'transfer_rename');
  if (known !== undefined) return known.plan_id;
  const active = (await portal.api.transfers(receiver, { filter: 'state:eq:active' })).items.find((transfer) => transfer.relation !== 'indirect');
  if (active === undefined) throw new Error('the world has no active transfer');
  const plan = await portal.api.createPlan(receiver, { rename: { transfer_id: active.transfer_id, name: `${active.name} 2` } });
  return (await portal.api.discardPlan(receiver, plan.plan_id)).plan_id;
}

/** A plan with a line item for every customer that can have one, which was discarded, so that it stays as it is; made once. */
async function discardedLinePlan(portal: Pick<Portal, 'api'>, receiver: string, rows: Row[]): Promise<string> {
  const known = (await portal.api.plans(receiver)).items.find((plan) => plan.status === 'discarded' && plan.kind === 'line_items');
  if (known !== undefined) return known.plan_id;
  const items = rows.flatMap(({ customer_id: customer, billing_group_status: group, figures }, index) =>
    customer === undefined || group !== 'active'
      ? []
      : [{ customer_id: customer, type: 'fee' as const, charge: { amount: `${index + 1}.50`, currency: figures.currency }, period: '2026-11', description: 'A fee of the tests' }],
  );
  const plan = await portal.api.createPlan(receiver, { line_items: { items } });
  return (await portal.api.discardPlan(receiver, plan.plan_id)).plan_id;
}

function startsWith(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}
