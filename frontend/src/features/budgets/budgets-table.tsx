import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { csvOf } from '@/api/csv';
import type { Budget } from '@/api/types';
import type { ChosenCustomer } from '@/features/customers/customer-select';
import { useOperatorReason } from '@/features/identity/queries';
import type { ListState } from '@/lib/url-state';
import { scopedTo } from '@/lib/url-state';
import { InfoLink } from '@/ui/help';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';

import { BudgetModal } from './budget-modal';
import { budgetColumns, budgetFilters } from './columns';
import { DeleteBudget } from './delete-budget';
import { BudgetsHelp } from './help';
import { t } from './messages';
import { budgetsQuery } from './queries';

/** What the list of budgets is told. */
export interface BudgetsTableProps {
  receiver: string;
  month: string;
  /** Only the budgets of this customer. */
  customer?: ChosenCustomer;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** The budgets of all customers, or of one, and where they stand in the month. */
export function BudgetsTable({ receiver, month, customer, address, onState }: BudgetsTableProps) {
  const ofOne = customer !== undefined;
  const table = ofOne ? 'budgets:customer' : 'budgets:list';
  const state = useSizedState(table, address);
  const query = useQuery(budgetsQuery(receiver, month, ofOne ? scopedTo(state, `customer_id:eq:${customer.id}`) : state));
  const [editing, setEditing] = useState<Budget | 'new'>();
  const [deleting, setDeleting] = useState<Budget>();
  const roleReason = useOperatorReason();
  const create = (
    <Button variant="primary" disabled={roleReason !== undefined} disabledReason={roleReason ?? ''} onClick={() => setEditing('new')}>
      {t('create')}
    </Button>
  );
  return (
    <SpaceBetween size="m">
      <ResourceTable
        name={table}
        variant="container"
        title={ofOne ? t('titleOfOne') : t('title')}
        things={t('things')}
        info={<InfoLink about={t('about')} topic={<BudgetsHelp />} />}
        description={query.data !== undefined && <ProvenanceInfo provenance={query.data.provenance} />}
        actions={create}
        columns={budgetColumns({ receiver, month, ofOneCustomer: ofOne, roleReason, onEdit: setEditing, onDelete: setDeleting })}
        rowId={(budget) => budget.budget_id}
        query={query}
        state={state}
        onState={onState}
        allTermsHold={ofOne}
        csv={csvOf('/finops/budgets', receiver, { period: month }, ofOne ? `customer_id:eq:${customer.id}` : '')}
        properties={budgetFilters(ofOne)}
        empty={{ title: t('empty'), text: ofOne ? t('emptyCustomer') : t('emptyText') }}
      />
      {editing !== undefined && (
        <BudgetModal
          receiver={receiver}
          month={month}
          budget={editing === 'new' ? undefined : editing}
          customer={customer}
          onClose={() => setEditing(undefined)}
        />
      )}
      {deleting !== undefined && <DeleteBudget receiver={receiver} budget={deleting} onClose={() => setDeleting(undefined)} />}
    </SpaceBetween>
  );
}
