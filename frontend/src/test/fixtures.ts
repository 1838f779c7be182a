import type { CollectionList, Dashboard, Job, MarginList, MarginRow, Me, Money, Provenance, Usage } from '@/api/types';

/** The receiver of every fixture. */
export const receiver = '111122223333';

/** An amount in US dollars. */
export function usd(amount: string): Money {
  return { amount, currency: 'USD' };
}

/** An administrator on 23 November 2026. */
export const me: Me = {
  principal: { id: 'local', name: 'Local operator' },
  roles: ['admin'],
  receivers: [receiver],
  environment: { simulated: true, version: '0.1.0', now: '2026-11-23T06:00:00Z' },
};

/** The provenance of a month with figures. */
export const estimated: Provenance = {
  period: { from: '2026-10', to: '2026-10' },
  currencies: ['USD'],
  basis: 'unblended_pre_tax',
  sources: ['cost_explorer'],
  as_of: '2026-11-23T06:00:00Z',
  standing: 'estimated',
  completeness: 'complete',
  evidence: [],
  warnings: [],
};

/** The provenance of a month of which nothing was collected. */
export const nothingCollected: Provenance = {
  period: { from: '2026-11', to: '2026-11' },
  currencies: [],
  basis: 'unblended_pre_tax',
  sources: [],
  standing: 'unknown',
  completeness: 'pending',
  warnings: [],
};

const acme: MarginRow = {
  key: '210000000001',
  label: 'Acme',
  customer_id: '210000000001',
  billing_group_status: 'active',
  figures: {
    currency: 'USD',
    aws_cost: usd('1000.123456789'),
    charged: usd('894.533456789'),
    margin: usd('-105.59'),
    margin_percent: '-11.8039',
    markup_percent: '-10.5577',
  },
  standing: 'estimated',
  completeness: 'complete',
};

const harbor: MarginRow = {
  key: '210000000002',
  label: 'Harbor Foods',
  customer_id: '210000000002',
  billing_group_status: 'missing',
  figures: { currency: 'USD', aws_cost: usd('10960') },
  standing: 'estimated',
  completeness: 'partial',
  note: 'This customer has no billing group. Showback does not exist.',
};

/** Two customers: one with a negative margin, one without Showback. */
export const margins: MarginList = {
  items: [acme, harbor],
  total: 2,
  totals: [{ figures: acme.figures, rows: 2, rows_compared: 1, aws_cost_without_showback: usd('10960') }],
  by: 'customer',
  provenance: estimated,
};

/** A collection at work. */
export const runningJob: Job = {
  job_id: 'job_01jd2v9r3k8m',
  kind: 'collection',
  title: 'Collect 2025-11 to 2026-11',
  status: 'running',
  progress: { done: 9, total: 24, failed: 0 },
  message: 'Reading customers',
  created_at: '2026-11-23T06:00:00Z',
  created_by: 'local',
  updated_at: '2026-11-23T06:00:05Z',
  cancel_requested: false,
};

/** A ledger with October and nothing of November. */
export const ledger: CollectionList = {
  items: [
    {
      month: '2026-10',
      standing: 'estimated',
      completeness: 'complete',
      customers_expected: 2,
      customers_collected: 2,
      customers_partial: 1,
      adjustments: 0,
      as_of: '2026-11-23T06:00:00Z',
      evidence: [],
      sources: ['cost_explorer'],
    },
  ],
  total: 1,
};

/** A dashboard of a month without figures. */
export const emptyDashboard: Dashboard = {
  month: '2026-11',
  totals: [],
  customers: { total: 2, billed: 2, compared: 0, negative_margin: 0, without_showback: 0, not_collected: 2 },
  transfers: [],
  attention: [],
  bridges: [],
  trend: [],
  services: [],
  bottom: [],
  top: [],
  provenance: nothingCollected,
};

/** The meter, with what a collection would cost. */
export const usage: Usage = {
  month: '2026-11',
  lines: [],
  total: usd('0.48'),
  price_per_request: usd('0.01'),
  cap: usd('25'),
  remaining: usd('24.52'),
  estimates: [{ mode: 'refresh', requests: 48, cost: usd('1.23'), basis: '24 customers, 2 views each, 1 page a view' }],
};
