import type { World } from './pages';

/** A resource table, for the checks that hold for every one of them. */
export interface TableUnderTest {
  name: string;
  path: (world: World) => string;
  /** The path of the API's list, to see what the browser asks for. */
  list: RegExp;
  /** A column the server sorts by that is not the order at first: its header and the contract's property. */
  sort?: { header: string; property: string };
  /** Whether the list can be filtered. */
  filtered: boolean;
  /** Whether the world has more than one page of 25 rows. */
  paged: boolean;
  /** A column that can be hidden. */
  hideable: string;
}

/** Every resource table of the portal. A new table is one line here. */
export const tables: TableUnderTest[] = [
  { name: 'margin by customer', path: (w) => `/r/${w.receiver}/margin`, list: /\/transfer-dashboard$/, sort: { header: 'AWS cost', property: 'aws_cost' }, filtered: true, paged: false, hideable: 'Pricing plan' },
  { name: 'margin by service', path: (w) => `/r/${w.receiver}/margin?by=service`, list: /\/transfer-dashboard$/, sort: { header: 'Margin', property: 'margin' }, filtered: true, paged: true, hideable: 'Change' },
  { name: 'margin by month', path: (w) => `/r/${w.receiver}/margin?by=month`, list: /\/transfer-dashboard$/, sort: { header: 'Charged', property: 'charged' }, filtered: true, paged: false, hideable: 'Line items' },
  { name: 'transfers', path: (w) => `/r/${w.receiver}/transfers`, list: /\/transfers$/, sort: { header: 'State', property: 'state' }, filtered: true, paged: true, hideable: 'What to do' },
  { name: 'collections', path: (w) => `/r/${w.receiver}/collections`, list: /\/collections$/, filtered: false, paged: false, hideable: 'Evidence' },
  { name: 'jobs', path: (w) => `/r/${w.receiver}/jobs`, list: /\/jobs$/, sort: { header: 'Status', property: 'status' }, filtered: true, paged: false, hideable: 'Message' },
  { name: 'items of a job', path: (w) => `/r/${w.receiver}/jobs/${w.job}`, list: /\/items$/, sort: { header: 'Status', property: 'status' }, filtered: true, paged: false, hideable: 'Detail' },
  { name: 'pricing plans', path: (w) => `/r/${w.receiver}/pricing`, list: /\/billing-conductor$/, sort: { header: 'Rules', property: 'rule_count' }, filtered: true, paged: false, hideable: 'What it does' },
  { name: 'pricing rules', path: (w) => `/r/${w.receiver}/pricing?tab=rules`, list: /\/billing-conductor\/rules$/, sort: { header: 'Type', property: 'type' }, filtered: true, paged: false, hideable: 'Usage type' },
  { name: 'customers by plan', path: (w) => `/r/${w.receiver}/pricing?tab=customers`, list: /\/transfer-dashboard$/, sort: { header: 'Charged', property: 'charged' }, filtered: true, paged: false, hideable: 'Billing group' },
  { name: 'custom line items', path: (w) => `/r/${w.receiver}/line-items`, list: /\/custom-line-items$/, sort: { header: 'Amount', property: 'amount' }, filtered: true, paged: false, hideable: 'Charge' },
  { name: 'gaps', path: (w) => `/r/${w.receiver}/gaps?period=2026-10`, list: /\/gap-analysis$/, sort: { header: 'Proposal', property: 'proposal' }, filtered: true, paged: false, hideable: 'Policy' },
  { name: 'coverage', path: (w) => `/r/${w.receiver}/gaps?period=2026-10&tab=coverage`, list: /\/gap-analysis\/coverage$/, sort: { header: 'Open gap', property: 'open_gap' }, filtered: true, paged: false, hideable: 'Tax' },
  { name: 'policies of gaps', path: (w) => `/r/${w.receiver}/gaps?tab=policies`, list: /\/gap-analysis\/policies$/, sort: { header: 'Policy', property: 'mode' }, filtered: true, paged: false, hideable: 'Note' },
  { name: 'commission', path: (w) => `/r/${w.receiver}/commission?period=2026-10`, list: /\/commission$/, sort: { header: 'Base', property: 'base' }, filtered: true, paged: false, hideable: 'Since' },
  { name: 'breakdown by customer', path: (w) => `/r/${w.receiver}/finops?tab=usage`, list: /\/finops\/usage$/, sort: { header: 'Charged', property: 'showback' }, filtered: true, paged: false, hideable: 'Break down' },
  { name: 'breakdown by account', path: (w) => `/r/${w.receiver}/finops?tab=usage&by=account`, list: /\/finops\/usage$/, sort: { header: 'Charged', property: 'showback' }, filtered: true, paged: true, hideable: 'Account ID' },
  { name: 'breakdown by service', path: (w) => `/r/${w.receiver}/finops?tab=usage&by=service`, list: /\/finops\/usage$/, sort: { header: 'Charged', property: 'showback' }, filtered: true, paged: true, hideable: 'Share of AWS cost' },
  { name: 'anomalies', path: (w) => `/r/${w.receiver}/finops?tab=anomalies`, list: /\/finops\/anomalies$/, sort: { header: 'Impact', property: 'impact' }, filtered: true, paged: false, hideable: 'Duration' },
  { name: 'budgets', path: (w) => `/r/${w.receiver}/finops?tab=budgets`, list: /\/finops\/budgets$/, sort: { header: 'State', property: 'state' }, filtered: true, paged: false, hideable: 'Thresholds' },
  { name: 'own budgets', path: (w) => `/r/${w.receiver}/finops?tab=receiver&own=budgets`, list: /\/receiver-budgets$/, sort: { header: 'State', property: 'state' }, filtered: true, paged: false, hideable: 'Type' },
  { name: 'items of a plan', path: (w) => `/r/${w.receiver}/plans/${w.linePlan}`, list: /\/items$/, sort: { header: 'Change', property: 'amount' }, filtered: true, paged: false, hideable: 'Type' },
  { name: 'credits by customer', path: (w) => `/r/${w.receiver}/credits`, list: /\/credit-tracker\/customers$/, sort: { header: 'Applied', property: 'applied' }, filtered: true, paged: false, hideable: 'Policy' },
  { name: 'credits', path: (w) => `/r/${w.receiver}/credits?tab=credits`, list: /\/credit-tracker\/credits$/, sort: { header: 'Initial', property: 'initial' }, filtered: true, paged: false, hideable: 'Kind' },
  { name: 'credit allocations', path: (w) => `/r/${w.receiver}/credits?tab=allocations`, list: /\/credit-tracker\/allocations$/, sort: { header: 'Amount', property: 'amount' }, filtered: true, paged: false, hideable: 'Bill' },
  { name: 'applied credits', path: (w) => `/r/${w.receiver}/credits?tab=applied`, list: /\/credit-tracker\/applied$/, sort: { header: 'Service', property: 'service' }, filtered: true, paged: false, hideable: 'Class' },
  { name: 'schedules', path: (w) => `/r/${w.receiver}/schedules`, list: /\/schedules$/, sort: { header: 'Next run', property: 'next_run_at' }, filtered: true, paged: false, hideable: 'Runs' },
  { name: 'plans', path: (w) => `/r/${w.receiver}/plans`, list: /\/plans$/, sort: { header: 'Status', property: 'status' }, filtered: true, paged: false, hideable: 'Made by' },
  { name: 'receivers', path: () => '/accounts', list: /\/accounts$/, sort: { header: 'Status', property: 'status' }, filtered: true, paged: false, hideable: 'Organization' },
];
