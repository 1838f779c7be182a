import { tableSuite } from './table-suite';

tableSuite({ name: 'margin by customer', path: (w) => `/r/${w.receiver}/margin`, list: /\/transfer-dashboard$/, sort: { header: 'AWS cost', property: 'aws_cost' }, filtered: true, paged: false, hideable: 'Pricing plan' });
tableSuite({ name: 'margin by service', path: (w) => `/r/${w.receiver}/margin?by=service`, list: /\/transfer-dashboard$/, sort: { header: 'Margin', property: 'margin' }, filtered: true, paged: true, hideable: 'Change' });
tableSuite({ name: 'margin by month', path: (w) => `/r/${w.receiver}/margin?by=month`, list: /\/transfer-dashboard$/, sort: { header: 'Charged', property: 'charged' }, filtered: true, paged: false, hideable: 'Line items' });
tableSuite({ name: 'transfers', path: (w) => `/r/${w.receiver}/transfers`, list: /\/transfers$/, sort: { header: 'State', property: 'state' }, filtered: true, paged: true, hideable: 'What to do' });
tableSuite({ name: 'collections', path: (w) => `/r/${w.receiver}/collections`, list: /\/collections$/, filtered: false, paged: false, hideable: 'Evidence' });
tableSuite({ name: 'jobs', path: (w) => `/r/${w.receiver}/jobs`, list: /\/jobs$/, sort: { header: 'Status', property: 'status' }, filtered: true, paged: false, hideable: 'Message' });
tableSuite({ name: 'items of a job', path: (w) => `/r/${w.receiver}/jobs/${w.job}`, list: /\/items$/, sort: { header: 'Status', property: 'status' }, filtered: true, paged: false, hideable: 'Detail' });
tableSuite({ name: 'receivers', path: () => '/accounts', list: /\/accounts$/, sort: { header: 'Status', property: 'status' }, filtered: true, paged: false, hideable: 'Organization' });
