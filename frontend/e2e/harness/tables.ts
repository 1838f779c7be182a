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
  { name: 'receivers', path: () => '/accounts', list: /\/accounts$/, sort: { header: 'Status', property: 'status' }, filtered: true, paged: false, hideable: 'Organization' },
];
