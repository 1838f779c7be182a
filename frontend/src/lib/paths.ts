import { writeSearchText } from './search-text';

// Every address of the application, so that a link and a route cannot disagree without a type or a test noticing.

/** Address parameters a link may carry; empty ones are left out. */
type Query = Record<string, string | string[] | number>;

function path(segments: string[], query: Query = {}): string {
  return `/${segments.map(encodeURIComponent).join('/')}${writeSearchText(query)}`;
}

/** The pages of the portal; each needs its receiver, which is never remembered in a hidden place. */
export const paths = {
  accounts: () => path(['accounts']),
  dashboard: (receiver: string, query?: Query) => path(['r', receiver], query),
  margin: (receiver: string, query?: Query) => path(['r', receiver, 'margin'], query),
  customer: (receiver: string, customerId: string, query?: Query) => path(['r', receiver, 'customers', customerId], query),
  transfers: (receiver: string, query?: Query) => path(['r', receiver, 'transfers'], query),
  invite: (receiver: string, query?: Query) => path(['r', receiver, 'transfers', 'invite'], query),
  pricing: (receiver: string, query?: Query) => path(['r', receiver, 'pricing'], query),
  lineItems: (receiver: string, query?: Query) => path(['r', receiver, 'line-items'], query),
  createLineItems: (receiver: string, query?: Query) => path(['r', receiver, 'line-items', 'create'], query),
  lineItem: (receiver: string, lineItemId: string, query?: Query) => path(['r', receiver, 'line-items', lineItemId], query),
  credits: (receiver: string, query?: Query) => path(['r', receiver, 'credits'], query),
  gaps: (receiver: string, query?: Query) => path(['r', receiver, 'gaps'], query),
  commission: (receiver: string, query?: Query) => path(['r', receiver, 'commission'], query),
  finops: (receiver: string, query?: Query) => path(['r', receiver, 'finops'], query),
  anomaly: (receiver: string, anomalyId: string) => path(['r', receiver, 'finops', 'anomalies', anomalyId]),
  schedules: (receiver: string, query?: Query) => path(['r', receiver, 'schedules'], query),
  schedule: (receiver: string, scheduleId: string) => path(['r', receiver, 'schedules', scheduleId]),
  plans: (receiver: string, query?: Query) => path(['r', receiver, 'plans'], query),
  plan: (receiver: string, planId: string, query?: Query) => path(['r', receiver, 'plans', planId], query),
  collections: (receiver: string, query?: Query) => path(['r', receiver, 'collections'], query),
  jobs: (receiver: string, query?: Query) => path(['r', receiver, 'jobs'], query),
  job: (receiver: string, jobId: string) => path(['r', receiver, 'jobs', jobId]),
} as const;

/** The address of the same page for another receiver; detail pages exist for one receiver only, so their list is shown. */
export function sameMeaningFor(receiver: string, pathname: string, searchText: string): string {
  const [, root, , page] = pathname.split('/');
  if (root !== 'r') return paths.dashboard(receiver);
  const period = new URLSearchParams(searchText).get('period') ?? '';
  const listPage = page === 'customers' ? 'margin' : page;
  return path(listPage === undefined || listPage === '' ? ['r', receiver] : ['r', receiver, listPage], { period });
}
