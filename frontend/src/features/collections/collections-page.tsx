import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { Collection } from '@/api/types';
import { formatCount } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { InfoLink } from '@/ui/help';
import { MoneyText, UnknownFigure } from '@/ui/money-text';
import { usePageHelp } from '@/ui/page-slots';
import { EvidenceList, sourcesText } from '@/ui/provenance-info';
import type { Column } from '@/ui/resource-table/columns';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { RichText } from '@/ui/rich-text';
import { CompletenessBadge, StandingBadge } from '@/ui/standing-badge';

import { CollectionsHelp } from './help';
import { t } from './messages';
import { collectionsQuery } from './queries';
import { useRunningCollection } from './running-collection';
import { StartCollection } from './start-collection';
import { UsageMeter } from './usage-meter';

const columnsFor = (receiver: string): Column<Collection>[] => [
  {
    id: 'month',
    header: figureWords.monthUtc,
    rowHeader: true,
    width: 150,
    cell: (item) => <AppLink href={paths.margin(receiver, { period: item.month })}>{formatMonth(item.month)}</AppLink>,
  },
  { id: 'standing', header: figureWords.standing, width: 150, cell: (item) => <StandingBadge standing={item.standing} /> },
  { id: 'evidence', header: t('evidence'), width: 130, cell: (item) => <EvidenceButton item={item} /> },
  { id: 'completeness', header: figureWords.bothViews, width: 180, cell: (item) => <CompletenessBadge completeness={item.completeness} /> },
  { id: 'customers', csv: ['customers_collected', 'customers_expected'], header: t('customersCollected'), numeric: true, width: 195, cell: (item) => collectedText(item) },
  { id: 'partial', csv: ['customers_partial'], header: t('customersPartial'), numeric: true, width: 180, cell: (item) => formatCount(item.customers_partial) },
  { id: 'adjustments', header: t('lateChanges'), numeric: true, width: 150, cell: (item) => formatCount(item.adjustments) },
  { id: 'details', csv: ['details.customers', 'details.as_of'], header: t('details'), numeric: true, width: 190, cell: (item) => <Details item={item} /> },
  { id: 'as_of', header: t('oldestReadUtc'), width: 210, cell: (item) => formatInstant(item.as_of) },
  { id: 'report', csv: ['cross_check'], header: t('reportDifference'), numeric: true, width: 230, cell: (item) => <ReportDifference item={item} /> },
  { id: 'sources', header: figureWords.source, width: 260, hiddenAtFirst: true, cell: (item) => sourcesText(item.sources) },
];

function collectedText(item: Collection): string {
  return t('ofTotal', { done: item.customers_collected, total: item.customers_expected });
}

/** Of how many customers days and accounts were read, and when; nothing was read is not none. */
function Details({ item }: { item: Collection }) {
  if (item.details === undefined) return <UnknownFigure reason={t('detailsUnread')} />;
  return <span title={formatInstant(item.details.as_of)}>{t('ofTotal', { done: item.details.customers, total: item.customers_expected })}</span>;
}

function EvidenceButton({ item }: { item: Collection }) {
  if (item.evidence.length === 0) return '-';
  return (
    <Popover
      header={t('whyStanding', { month: formatMonth(item.month) })}
      size="large"
      renderWithPortal
      triggerType="text"
      content={<EvidenceList evidence={item.evidence} />}
    >
      {t('show')} <span className="visually-hidden">{t('evidenceOf', { month: formatMonth(item.month) })}</span>
    </Popover>
  );
}

function ReportDifference({ item }: { item: Collection }) {
  const checks = (item.cross_check ?? []).filter((check) => check.charged_difference !== undefined);
  if (checks.length === 0) return <UnknownFigure reason={t('noReport')} />;
  return checks.map((check) => (
    <div key={check.currency}>
      <RichText of={t.parts('chargedBy', { difference: <MoneyText money={check.charged_difference} signed /> })} />
    </div>
  ));
}

/** Preferences of this table are remembered under this name. */
const table = 'collections:months';
const help = <CollectionsHelp />;

/** What the collections page is told by its address. */
export interface CollectionsPageProps {
  receiver: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** The months of the ledger, how settled each is, and how to fill them. */
export function CollectionsPage({ receiver, address, onState }: CollectionsPageProps) {
  const state = useSizedState(table, address);
  const running = useRunningCollection(receiver);
  const query = useQuery({ ...collectionsQuery(receiver, state), refetchInterval: running === undefined ? false : 2_000 });
  usePageHelp(help);
  return (
    <SpaceBetween size="l">
      <ResourceTable
        name={table}
        title={t('title')}
        things={t('things')}
        info={<InfoLink about={t('about')} topic={help} />}
        description={t('text')}
        actions={<StartCollection receiver={receiver} running={running !== undefined} />}
        columns={columnsFor(receiver)}
        rowId={(item) => item.month}
        query={query}
        state={state}
        onState={onState}
        csv={csvOf('/collections', receiver)}
        empty={{
          title: t('emptyTitle'),
          text: t('emptyText'),
        }}
      />
      <UsageMeter receiver={receiver} />
    </SpaceBetween>
  );
}
