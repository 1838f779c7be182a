import type { Anomaly } from '@/api/types';
import { paths } from '@/lib/paths';
import { formatDate, formatDateRange } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { MoneyText, PercentText } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { choicesOf, StateBadge } from '@/ui/state-badges';

import { t } from './messages';
import { anomalyName, anomalyStatusWords, durationText, measureWords, severityWords } from './words';

/** The columns of the list of anomalies; without the customer on the page of one. */
export function anomalyColumns(receiver: string, ofOneCustomer: boolean): Column<Anomaly>[] {
  const customer: Column<Anomaly> = {
    id: 'customer_name',
    header: figureWords.customer,
    sort: 'customer_name',
    width: 170,
    cell: (anomaly) => <AppLink href={paths.customer(receiver, anomaly.customer_id, { tab: 'anomalies' })}>{anomaly.customer_name}</AppLink>,
  };
  return [
    {
      id: 'starts_on',
      header: t('anomaly'),
      sort: 'starts_on',
      rowHeader: true,
      width: 290,
      cell: (anomaly) => (
        <AppLink href={paths.anomaly(receiver, anomaly.anomaly_id)}>{ofOneCustomer ? formatDateRange(anomaly.starts_on, anomaly.ends_on) : anomalyName(anomaly)}</AppLink>
      ),
    },
    { id: 'status', header: figureWords.status, sort: 'status', width: 150, cell: (anomaly) => <StateBadge words={anomalyStatusWords[anomaly.status]} /> },
    { id: 'severity', header: t('severity'), sort: 'severity', width: 120, cell: (anomaly) => <StateBadge words={severityWords[anomaly.severity]} /> },
    { id: 'impact', csv: ['impact.amount', 'impact.currency'], header: t('impact'), sort: 'impact', numeric: true, width: 140, cell: (anomaly) => <MoneyText money={anomaly.impact} signed /> },
    {
      id: 'impact_percent',
      header: t('impactPercent'),
      sort: 'impact_percent',
      numeric: true,
      width: 165,
      cell: (anomaly) => <PercentText percent={anomaly.impact_percent} />,
    },
    { id: 'measure', header: t('measure'), sort: 'measure', width: 160, cell: (anomaly) => measureWords[anomaly.measure] },
    { id: 'service', header: t('drivenBy'), sort: 'service', width: 250, cell: (anomaly) => anomaly.service ?? '-' },
    ...(ofOneCustomer ? [] : [customer]),
    { id: 'duration', csv: ['days', 'ongoing'], header: t('duration'), width: 150, cell: durationText },
    { id: 'expected', csv: ['expected.amount'], header: t('expected'), numeric: true, width: 140, hiddenAtFirst: true, cell: (anomaly) => <MoneyText money={anomaly.expected} /> },
    { id: 'actual', csv: ['actual.amount'], header: t('actual'), numeric: true, width: 140, hiddenAtFirst: true, cell: (anomaly) => <MoneyText money={anomaly.actual} /> },
    { id: 'ends_on', header: t('endsOn'), sort: 'ends_on', width: 150, hiddenAtFirst: true, cell: (anomaly) => formatDate(anomaly.ends_on) },
    { id: 'note', header: t('note'), width: 240, hiddenAtFirst: true, cell: (anomaly) => anomaly.note ?? '-' },
    { id: 'reviewed_by', header: t('reviewedBy'), width: 150, hiddenAtFirst: true, cell: (anomaly) => anomaly.reviewed_by ?? '-' },
  ];
}

/** The filter properties of the list. */
export function anomalyFilters(ofOneCustomer: boolean): FilterProperty[] {
  return [
    choiceFilter('status', figureWords.status, choicesOf(anomalyStatusWords)),
    choiceFilter('severity', t('severity'), choicesOf(severityWords)),
    choiceFilter('measure', t('measure'), Object.entries(measureWords).map(([value, label]) => ({ value, label }))),
    ...(ofOneCustomer ? [] : [textFilter('customer_name', figureWords.customer), textFilter('customer_id', t('customerId'))]),
    textFilter('service', t('drivenBy')),
    numberFilter('impact', t('impact')),
    numberFilter('impact_percent', t('impactPercent')),
    numberFilter('starts_on', t('startsOn')),
    numberFilter('ends_on', t('endsOn')),
  ];
}
