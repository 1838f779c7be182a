import Alert from '@cloudscape-design/components/alert';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { ListState } from '@/lib/url-state';
import { InfoLink } from '@/ui/help';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { SnapshotNote } from '@/ui/snapshot-note';

import { FinopsHelp } from './help';
import { t } from './messages';
import { receiverAnomaliesQuery, receiverBudgetsQuery } from './queries';
import { ownAnomalyColumns, ownAnomalyFilters, ownBudgetColumns, ownBudgetFilters } from './receiver-columns';

/** What the tab of the receiver itself is told. */
export interface ReceiverTabProps {
  receiver: string;
  own: 'anomalies' | 'budgets';
  onOwn: (own: 'anomalies' | 'budgets') => void;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

interface ListProps {
  receiver: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** The receiver's own anomalies and budgets as AWS reports them, said to be no customer's. */
export function ReceiverTab({ own, onOwn, ...list }: ReceiverTabProps) {
  return (
    <SpaceBetween size="m">
      <Alert type="info" header={t('ownTitle')}>
        {t('helpReceiverText')}
      </Alert>
      <SegmentedControl
        label={t('whatRow')}
        selectedId={own}
        options={[
          { id: 'anomalies', text: t('ownAnomalies') },
          { id: 'budgets', text: t('ownBudgets') },
        ]}
        onChange={({ detail }) => onOwn(detail.selectedId === 'budgets' ? 'budgets' : 'anomalies')}
      />
      {own === 'anomalies' ? <OwnAnomalies {...list} /> : <OwnBudgets {...list} />}
    </SpaceBetween>
  );
}

function OwnAnomalies({ receiver, address, onState }: ListProps) {
  const table = 'finops:receiver-anomalies';
  const state = useSizedState(table, address);
  const query = useQuery(receiverAnomaliesQuery(receiver, state));
  return (
    <ResourceTable
      name={table}
      variant="container"
      title={t('ownAnomaliesTitle')}
      things={t('ownAnomaliesThings')}
      info={<InfoLink about={t('about')} topic={<FinopsHelp />} />}
      description={query.data !== undefined && <SnapshotNote asOf={query.data.as_of} problem={query.data.problem} />}
      columns={ownAnomalyColumns}
      rowId={(anomaly) => anomaly.anomaly_id}
      query={query}
      state={state}
      onState={onState}
      csv={csvOf('/finops/receiver-anomalies', receiver)}
      properties={ownAnomalyFilters}
      empty={emptyOf(query.data, { title: t('emptyOwnAnomalies'), text: t('emptyOwnAnomaliesText') })}
    />
  );
}

function OwnBudgets({ receiver, address, onState }: ListProps) {
  const table = 'finops:receiver-budgets';
  const state = useSizedState(table, address);
  const query = useQuery(receiverBudgetsQuery(receiver, state));
  return (
    <ResourceTable
      name={table}
      variant="container"
      title={t('ownBudgetsTitle')}
      things={t('ownBudgetsThings')}
      info={<InfoLink about={t('about')} topic={<FinopsHelp />} />}
      description={query.data !== undefined && <SnapshotNote asOf={query.data.as_of} problem={query.data.problem} />}
      columns={ownBudgetColumns}
      rowId={(budget) => budget.name}
      query={query}
      state={state}
      onState={onState}
      csv={csvOf('/finops/receiver-budgets', receiver)}
      properties={ownBudgetFilters}
      empty={emptyOf(query.data, { title: t('emptyOwnBudgets'), text: t('emptyOwnBudgetsText') })}
    />
  );
}

/** An empty list says "none" only when AWS was asked and answered. */
function emptyOf(data: { as_of?: string; problem?: string } | undefined, none: { title: string; text: string }): { title: string; text: string } {
  if (data === undefined || (data.as_of !== undefined && data.problem === undefined)) return none;
  return { title: t('notRead'), text: data.problem ?? t('receiverNever') };
}
