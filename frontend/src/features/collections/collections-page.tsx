import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import type { Collection } from '@/api/types';
import { formatCount } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { MoneyText, UnknownFigure } from '@/ui/money-text';
import { usePageHelp } from '@/ui/page-slots';
import { EvidenceList, sourcesText } from '@/ui/provenance-info';
import type { Column } from '@/ui/resource-table/columns';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { CompletenessBadge, StandingBadge } from '@/ui/standing-badge';

import { CollectionsHelp } from './help';
import { collectionsQuery } from './queries';
import { useRunningCollection } from './running-collection';
import { StartCollection } from './start-collection';
import { UsageMeter } from './usage-meter';

const columnsFor = (receiver: string): Column<Collection>[] => [
  {
    id: 'month',
    header: 'Month (UTC)',
    rowHeader: true,
    width: 150,
    cell: (item) => <AppLink href={paths.margin(receiver, { period: item.month })}>{formatMonth(item.month)}</AppLink>,
  },
  { id: 'standing', header: 'Standing', width: 150, cell: (item) => <StandingBadge standing={item.standing} /> },
  { id: 'evidence', header: 'Evidence', width: 130, cell: (item) => <EvidenceButton item={item} /> },
  { id: 'completeness', header: 'Both views', width: 180, cell: (item) => <CompletenessBadge completeness={item.completeness} /> },
  { id: 'customers', header: 'Customers collected', numeric: true, width: 195, cell: (item) => collectedText(item) },
  { id: 'partial', header: 'Customers partial', numeric: true, width: 180, cell: (item) => formatCount(item.customers_partial) },
  { id: 'adjustments', header: 'Late changes', numeric: true, width: 150, cell: (item) => formatCount(item.adjustments) },
  { id: 'as_of', header: 'Oldest figure read (UTC)', width: 210, cell: (item) => formatInstant(item.as_of) },
  { id: 'report', header: "Difference to AWS's report", numeric: true, width: 230, cell: (item) => <ReportDifference item={item} /> },
  { id: 'sources', header: 'Source', width: 260, hiddenAtFirst: true, cell: (item) => sourcesText(item.sources) },
];

function collectedText(item: Collection): string {
  return `${formatCount(item.customers_collected)} of ${formatCount(item.customers_expected)}`;
}

function EvidenceButton({ item }: { item: Collection }) {
  if (item.evidence.length === 0) return '-';
  return (
    <Popover
      header={`Why ${formatMonth(item.month)} has this standing`}
      size="large"
      renderWithPortal
      triggerType="text"
      content={<EvidenceList evidence={item.evidence} />}
    >
      Show <span className="visually-hidden">the evidence of {formatMonth(item.month)}</span>
    </Popover>
  );
}

function ReportDifference({ item }: { item: Collection }) {
  const checks = (item.cross_check ?? []).filter((check) => check.charged_difference !== undefined);
  if (checks.length === 0) return <UnknownFigure reason="AWS's cost report was not read for this month." />;
  return checks.map((check) => (
    <div key={check.currency}>
      <MoneyText money={check.charged_difference} signed /> charged
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
        title="Collections"
        things="months"
        info={<InfoLink about="collections" topic={help} />}
        description="The months of the ledger. Pages read the ledger; only a collection calls AWS and costs money."
        actions={<StartCollection receiver={receiver} running={running !== undefined} />}
        columns={columnsFor(receiver)}
        rowId={(item) => item.month}
        query={query}
        state={state}
        onState={onState}
        empty={{
          title: 'Nothing was collected',
          text: 'Start a back-fill to read this month and the 13 before it. Its cost is shown before it starts.',
        }}
      />
      <UsageMeter receiver={receiver} />
    </SpaceBetween>
  );
}
