import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { csvOf } from '@/api/csv';
import type { UsageCost, UsageGrouping, UsageTotals } from '@/api/types';
import { formatMoney } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import type { ListState } from '@/lib/url-state';
import { scopedTo } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { WarningsAlert } from '@/ui/warnings-alert';

import { FinopsHelp } from '../help';
import { t } from './messages';
import { usageCostsQuery } from '../queries';
import { usageColumns, usageFilters } from './usage-columns';
import type { UsageRow } from './usage-rows';
import { usageKey, useServicesOf } from './usage-rows';

/** What the breakdown is told. */
export interface UsageTableProps {
  receiver: string;
  month: string;
  by: UsageGrouping;
  /** Only of this customer. */
  customerId?: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
  controls?: ReactNode;
}

const things: Record<UsageGrouping, string> = { customer: t('customersThings'), account: t('accountsThings'), service: t('servicesThings') };

const toRow = (cost: UsageCost): UsageRow => ({ key: usageKey(cost), cost, isPart: false });

/** The month's cost by customer, account or service. A customer opens to its services, 25 at a time. */
export function UsageTable({ receiver, month, by, customerId, address, onState, controls }: UsageTableProps) {
  const ofOne = customerId !== undefined;
  const table = `finops:usage-${by}${ofOne ? '-customer' : ''}`;
  const state = useSizedState(table, address);
  const query = useQuery({
    ...usageCostsQuery(receiver, month, by, ofOne ? scopedTo(state, `customer_id:eq:${customerId}`) : state),
    select: (answer) => ({ ...answer, items: answer.items.map(toRow) }),
  });
  const services = useServicesOf(receiver, month);
  const { data } = query;
  return (
    <SpaceBetween size="m">
      {data !== undefined && <WarningsAlert warnings={data.provenance.warnings} />}
      <ResourceTable
        name={table}
        variant="container"
        title={t('usageTitle', { month: formatMonth(month) })}
        things={things[by]}
        info={<InfoLink about={t('about')} topic={<FinopsHelp />} />}
        description={data !== undefined && <ProvenanceInfo provenance={data.provenance} />}
        controls={controls}
        columns={usageColumns({ receiver, month, by, ofOneCustomer: ofOne })}
        rowId={(row) => row.key}
        query={query}
        state={state}
        onState={onState}
        allTermsHold={ofOne}
        csv={csvOf('/finops/usage', receiver, { period: month, by }, ofOne ? `customer_id:eq:${customerId}` : '')}
        properties={usageFilters(by, ofOne)}
        {...(by === 'customer' && {
          expandable: { ...services, isExpandable: (row: UsageRow) => !row.isPart && row.cost.customer_id !== undefined, name: (row: UsageRow) => row.cost.label },
        })}
        footer={data !== undefined && data.totals.length > 0 && <Totals totals={data.totals} />}
        empty={
          by === 'account'
            ? {
                title: t('emptyAccounts'),
                text: t('emptyAccountsText'),
                action: <AppLink href={paths.collections(receiver)}>{t('toCollections')}</AppLink>,
              }
            : { title: t('emptyUsage'), text: t('emptyUsageText', { month: formatMonth(month) }) }
        }
      />
    </SpaceBetween>
  );
}

function Totals({ totals }: { totals: UsageTotals[] }) {
  return (
    <SpaceBetween size="xxs">
      {totals.map((total) => (
        <div key={total.currency}>
          {t('total', {
            currency: total.currency,
            rows: t('rows', { count: total.rows }),
            cost: total.my_view === undefined ? t('notOfAll') : formatMoney(total.my_view),
            charged: total.showback === undefined ? t('notOfAll') : formatMoney(total.showback),
          })}
        </div>
      ))}
    </SpaceBetween>
  );
}
