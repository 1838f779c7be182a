import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { MarginGrouping, MarginList } from '@/api/types';
import { NotCollected } from '@/features/collections/not-collected';
import { PeriodControl } from '@/features/collections/period-control';
import { figuresInterval, useRunningCollection } from '@/features/collections/running-collection';
import { useMonth } from '@/features/identity/queries';
import { formatMonth } from '@/lib/month';
import type { ListState } from '@/lib/url-state';
import { TotalsLine } from '@/ui/figures';
import { InfoLink } from '@/ui/help';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { WarningsAlert } from '@/ui/warnings-alert';

import { MarginHelp } from './help';
import { marginColumns, marginFilters } from './margin-columns';
import { MarginPanel } from './margin-panel';
import { t } from './messages';
import { marginsQuery } from './queries';

const help = <MarginHelp />;

/** What the address of the margin page says beside the list. */
export interface MarginAddress extends ListState {
  period: string;
  by: MarginGrouping;
  /** The key of the row whose panel is open, or ''. */
  open: string;
}

const groupings = [
  { id: 'customer', text: t('byCustomer') },
  { id: 'service', text: t('byService') },
  { id: 'month', text: t('byMonth') },
] as const;

const view = (id: string, name: string, filter: string[], sort: string) => ({ id, name, state: { filter, match: 'all' as const, search: '', sort } });

/** The views of customers that everybody has. */
const customerViews = [
  view('losing', t('losingMoney'), ['margin:lt:0'], 'margin'),
  view('thin', t('thinMargin'), ['margin_percent:lt:5'], 'margin_percent'),
  view('drop', t('biggestDrop'), [], 'margin_change'),
  view('partial', t('notCompared'), ['completeness:ne:complete'], 'label'),
  view('groupless', t('withoutGroup'), ['billing_group_status:eq:missing'], '-aws_cost'),
];

const things: Record<MarginGrouping, string> = { customer: t('customers'), service: t('services'), month: t('months') };

/** What the margin page is told by its address. */
export interface MarginPageProps {
  receiver: string;
  address: MarginAddress;
  onAddress: (change: Partial<MarginAddress>) => void;
}

/** Explains the margin by customer, service or month. */
export function MarginPage({ receiver, address, onAddress }: MarginPageProps) {
  const { by, open } = address;
  const month = useMonth(address.period);
  const table = `margin:${by}`;
  const state = useSizedState(table, listOf(address));
  const running = useRunningCollection(receiver);
  const query = useQuery({
    ...marginsQuery(receiver, month, by, state),
    refetchInterval: running === undefined ? false : figuresInterval,
  });
  usePageHeading({ month });
  usePageHelp(help);
  const showMonth = (period: string) => onAddress({ period, page: 1, open: '' });
  const opened = query.data?.items.find((row) => row.key === open);
  const heading = by === 'month' ? t('title') : t('titleOf', { month: formatMonth(month) });
  return (
    <SpaceBetween size="m">
      <Notes data={query.data} by={by} receiver={receiver} month={month} onMonth={showMonth} />
      <ResourceTable
        key={table}
        name={table}
        title={heading}
        things={things[by]}
        info={<InfoLink about={t('about')} topic={help} />}
        description={query.data !== undefined && <Description data={query.data} things={things[by]} />}
        actions={<PeriodControl receiver={receiver} month={month} onMonth={showMonth} />}
        controls={
          <SegmentedControl
            label={t('whatRow')}
            selectedId={by}
            options={[...groupings]}
            onChange={({ detail }) => {
              const chosen = groupings.find((grouping) => grouping.id === detail.selectedId);
              if (chosen !== undefined) onAddress({ by: chosen.id, filter: [], search: '', sort: '', page: 1, open: '' });
            }}
          />
        }
        columns={marginColumns({ receiver, month, by, onInspect: (row) => onAddress({ open: row.key }) })}
        rowId={(row) => row.key}
        query={query}
        state={state}
        onState={onAddress}
        properties={marginFilters(by)}
        views={by === 'customer' ? customerViews : []}
        csv={csvOf('/transfer-dashboard', receiver, { period: month, by })}
        empty={{
          title: t('emptyTitle', { things: things[by] }),
          text: t('emptyText', { things: things[by], month: formatMonth(month) }),
        }}
      />
      {opened !== undefined && <MarginPanel receiver={receiver} month={month} by={by} row={opened} onClose={() => onAddress({ open: '' })} />}
    </SpaceBetween>
  );
}

/** The list's part of the address, in the order it is asked for when the address names none. */
function listOf({ filter, match, search, sort, page, size, by }: MarginAddress): ListState {
  const usual: Record<MarginGrouping, string> = { customer: 'margin', service: '-aws_cost', month: '-label' };
  return { filter, match, search, page, size, sort: sort === '' ? usual[by] : sort };
}

function Description({ data, things: rows }: { data: MarginList; things: string }) {
  return (
    <SpaceBetween size="xxs">
      <ProvenanceInfo provenance={data.provenance} />
      <TotalsLine totals={data.totals} things={rows} />
    </SpaceBetween>
  );
}

interface NotesProps {
  data: MarginList | undefined;
  by: MarginGrouping;
  receiver: string;
  month: string;
  onMonth: (month: string) => void;
}

/** What has to be known before the rows are read: the month has no figures, or only a part of them. */
function Notes({ data, by, receiver, month, onMonth }: NotesProps) {
  if (data === undefined) return null;
  if (data.provenance.as_of === undefined && by !== 'month') return <NotCollected receiver={receiver} month={month} onMonth={onMonth} />;
  return <WarningsAlert warnings={data.provenance.warnings} />;
}
