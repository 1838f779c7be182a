import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { csvOf } from '@/api/csv';
import { scopeOf } from '@/api/list-query';
import type { CommissionTotals } from '@/api/types';
import { NotCollected } from '@/features/collections/not-collected';
import { PeriodControl } from '@/features/collections/period-control';
import { useMonth, useOperatorReason } from '@/features/identity/queries';
import { formatMoney } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import type { ListState } from '@/lib/url-state';
import { InfoLink } from '@/ui/help';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { BulkAction } from '@/ui/resource-table/bulk-action';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { useSelection } from '@/ui/resource-table/selection';
import { RichText } from '@/ui/rich-text';
import { WarningsAlert } from '@/ui/warnings-alert';

import type { CommissionAddress } from './address';
import { commissionColumns, commissionFilters } from './columns';
import type { CommissionScope } from './commission-modal';
import { CommissionModal } from './commission-modal';
import { CommissionHelp } from './help';
import { t } from './messages';
import { commissionsQuery } from './queries';

const help = <CommissionHelp />;

/** Preferences of this table are remembered under this name. */
const table = 'commission:list';

const view = (id: string, name: string, status: string): { id: string; name: string; state: Pick<ListState, 'filter' | 'match' | 'search' | 'sort'> } => ({
  id,
  name,
  state: { filter: [`status:eq:${status}`], match: 'all', search: '', sort: 'customer_name' },
});

/** The views that everybody has. */
const views = [
  view('none', t('viewNone'), 'none'),
  view('several', t('viewSeveral'), 'several'),
  view('likely', t('viewLikely'), 'likely'),
  view('empty', t('viewEmpty'), 'without_base'),
];

/** What the page of commissions is told by its address. */
export interface CommissionPageProps {
  receiver: string;
  address: CommissionAddress;
  onAddress: (change: Partial<CommissionAddress>) => void;
}

/** Whom a commission is charged, how much, and the way to charge one. */
export function CommissionPage({ receiver, address, onAddress }: CommissionPageProps) {
  const { period, ...list } = address;
  const month = useMonth(period);
  const state = useSizedState(table, list);
  const query = useQuery(commissionsQuery(receiver, month, state));
  const [ids, onIds] = useSelection(JSON.stringify([receiver, month, state]));
  const [scope, setScope] = useState<CommissionScope>();
  const roleReason = useOperatorReason();
  usePageHeading({ month });
  usePageHelp(help);
  const { data } = query;
  const total = data?.total ?? 0;
  const filtered = state.filter.length > 0 || state.search !== '';
  const showMonth = (next: string) => onAddress({ period: next, page: 1 });
  return (
    <SpaceBetween size="m">
      {data !== undefined &&
        (data.provenance.as_of === undefined && data.total === 0 ? (
          <NotCollected receiver={receiver} month={month} onMonth={showMonth} />
        ) : (
          <WarningsAlert warnings={data.provenance.warnings} />
        ))}
      <ResourceTable
        name={table}
        title={t('titleOf', { title: t('page'), month: formatMonth(month) })}
        things={t('things')}
        info={<InfoLink about={t('about')} topic={help} />}
        description={
          data !== undefined && (
            <SpaceBetween size="xxs">
              <ProvenanceInfo provenance={data.provenance} />
              {data.totals.map((item) => (
                <Total key={item.currency} total={item} />
              ))}
            </SpaceBetween>
          )
        }
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <PeriodControl receiver={receiver} month={month} onMonth={showMonth} />
            <BulkAction
              selected={ids.length}
              matching={data?.total}
              filtered={filtered}
              reason={roleReason}
              onSelected={() => setScope({ header: t('chargeSelected', { count: ids.length }), of: { customer_ids: [...ids] } })}
              onMatching={() => setScope({ header: t(filtered ? 'chargeMatching' : 'chargeAll', { count: total }), of: scopeOf(state) })}
            >
              {t('charge')}
            </BulkAction>
          </SpaceBetween>
        }
        columns={commissionColumns(receiver, month, data?.provenance.standing !== 'final')}
        rowId={(row) => row.customer_id}
        query={query}
        state={state}
        onState={onAddress}
        selection={{ ids, onIds, name: (row) => row.customer_name }}
        views={views}
        csv={csvOf('/commission', receiver, { period: month })}
        properties={commissionFilters()}
        empty={{ title: t('empty'), text: t('emptyText', { month: formatMonth(month) }) }}
      />
      {scope !== undefined && <CommissionModal receiver={receiver} month={month} scope={scope} onClose={() => setScope(undefined)} />}
    </SpaceBetween>
  );
}

function Total({ total }: { total: CommissionTotals }) {
  return (
    <div>
      <RichText
        of={t.parts('total', {
          currency: <strong>{total.currency}</strong>,
          base: <span className="figure">{formatMoney(total.base)}</span>,
          amount: <span className="figure">{formatMoney(total.amount)}</span>,
        })}
      />{' '}
      · {t('totalOf', { count: total.customers })}, {t('totalWith', { count: total.with_commission })}
    </div>
  );
}
