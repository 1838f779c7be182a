import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { csvOf } from '@/api/csv';
import { scopeOf } from '@/api/list-query';
import { useOperatorReason } from '@/features/identity/queries';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import type { ListState } from '@/lib/url-state';
import { scopedTo } from '@/lib/url-state';
import { AppLink, useGo } from '@/ui/app-link';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { useSelection } from '@/ui/resource-table/selection';
import type { NamedView } from '@/ui/resource-table/table-views';
import { SnapshotNote } from '@/ui/snapshot-note';
import { WarningsAlert } from '@/ui/warnings-alert';

import { ItemActions } from './changes/item-actions';
import { lineItemColumns, lineItemFilters } from './columns';
import { t } from './messages';
import { lineItemsQuery } from './queries';
import { LineItemsFooter } from './totals';

const view = (id: string, name: string, term: string): NamedView => ({ id, name, state: { filter: [term], match: 'all', search: '', sort: 'customer_name' } });

/** The questions the list is opened with. */
const views = [
  view('unattributed', t('viewUnattributed'), 'attribution:eq:unattributed'),
  view('no-end', t('viewNoEnd'), 'recurring:eq:true'),
  view('drifted', t('viewDrifted'), 'drifted:eq:true'),
];

function CreateButton({ receiver }: { receiver: string }) {
  const go = useGo();
  const reason = useOperatorReason();
  return (
    <Button variant="primary" ariaLabel={t('createAll')} disabled={reason !== undefined} disabledReason={reason ?? ''} onClick={() => go(paths.createLineItems(receiver))}>
      {t('create')}
    </Button>
  );
}

/** What the list of custom line items is told. */
export interface LineItemsTableProps {
  receiver: string;
  month: string;
  /** Only the items of this customer. */
  customerId?: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
  info?: ReactNode;
  actions?: ReactNode;
}

/** The custom line items of a month: of the receiver as a whole page, of one customer as a part of its page. */
export function LineItemsTable({ receiver, month, customerId, address, onState, info, actions }: LineItemsTableProps) {
  const ofOne = customerId !== undefined;
  const table = ofOne ? 'line-items:customer' : 'line-items:list';
  const state = useSizedState(table, address);
  const asked = ofOne ? scopedTo(state, `customer_id:eq:${customerId}`) : state;
  const query = useQuery(lineItemsQuery(receiver, month, asked));
  const { data } = query;
  const [ids, onIds] = useSelection(JSON.stringify([receiver, month, customerId, state]));
  const chosen = (data?.items ?? []).filter((item) => ids.includes(item.line_item_id));
  return (
    <SpaceBetween size="m">
      {data !== undefined && <WarningsAlert warnings={data.provenance.warnings} />}
      <ResourceTable
        name={table}
        variant={ofOne ? 'container' : 'full-page'}
        title={ofOne ? t('page') : t('titleOf', { title: t('page'), month: formatMonth(month) })}
        things={t('things')}
        info={info}
        actions={
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            {actions}
            <ItemActions receiver={receiver} month={month} items={chosen} matching={data && { count: data.total, scope: scopeOf(asked) }} label={t('actions')} />
            {!ofOne && <CreateButton receiver={receiver} />}
          </SpaceBetween>
        }
        selection={{ ids, onIds, name: (item) => item.name }}
        views={ofOne ? [] : views}
        description={
          data !== undefined && (
            <>
              <ProvenanceInfo provenance={data.provenance} /> · <SnapshotNote asOf={data.as_of} problem={data.problem} />
            </>
          )
        }
        columns={lineItemColumns(receiver, month, ofOne)}
        rowId={(item) => item.line_item_id}
        query={query}
        state={state}
        onState={onState}
        allTermsHold={ofOne}
        csv={csvOf('/custom-line-items', receiver, { period: month }, ofOne ? `customer_id:eq:${customerId}` : '')}
        properties={lineItemFilters(ofOne)}
        footer={
          data !== undefined &&
          data.totals.length > 0 && (
            <LineItemsFooter receiver={receiver} month={month} totals={data.totals} reconciliation={ofOne ? [] : (data.reconciliation ?? [])} />
          )
        }
        empty={{
          title: t('empty'),
          text: ofOne ? t('emptyCustomer') : t('emptyText'),
          action: !ofOne && <AppLink href={paths.collections(receiver)}>{t('toCollections')}</AppLink>,
        }}
      />
    </SpaceBetween>
  );
}
