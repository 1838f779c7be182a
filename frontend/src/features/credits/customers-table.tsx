import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { CreditCustomer, CreditTotals } from '@/api/types';
import { formatMoney } from '@/lib/money';
import type { ListState } from '@/lib/url-state';
import { figureWords } from '@/ui/figure-words';
import { InfoLink } from '@/ui/help';
import { ProblemAlert } from '@/ui/problem-alert';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { useSelection } from '@/ui/resource-table/selection';

import { AccessPanel } from './access-panel';
import { creditCustomerColumns, creditCustomerFilters } from './customer-columns';
import { CreditsHelp } from './help';
import { t } from './list-messages';
import { t as pageText } from './messages';
import { PlanCredits, usePlanCredits } from './plan-credits';
import type { CreditScope } from './queries';
import { creditCustomersQuery } from './queries';

/** What the list of customers is told. */
export interface CreditCustomersTableProps {
  scope: CreditScope;
  month: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
  /** The customer whose panel is open, or ''. */
  open: string;
  onOpen: (customerId: string) => void;
}

/** A customer can have credits in several currencies; each is a row. */
const rowId = (customer: CreditCustomer) => `${customer.customer_id}.${customer.currency ?? ''}`;

/** What credits did for each customer in the month, whether it sees them, and whether what is left is visible. */
export function CreditCustomersTable({ scope, month, address, onState, open, onOpen }: CreditCustomersTableProps) {
  const table = 'credits:customers';
  const state = useSizedState(table, address);
  const query = useQuery(creditCustomersQuery(scope, month, state));
  const [ids, onIds] = useSelection(JSON.stringify([scope, month, state]));
  const plan = usePlanCredits(scope, month);
  const { data } = query;
  const chosen = (data?.items ?? []).filter((customer) => ids.includes(rowId(customer)));
  const opened = data?.items.find((customer) => customer.customer_id === open);
  return (
    <SpaceBetween size="m">
      {plan.error !== null && <ProblemAlert what={t('notPlanned')} error={plan.error} />}
      <ResourceTable
        name={table}
        variant="container"
        title={t('customersTitle')}
        things={figureWords.customers}
        info={<InfoLink about={pageText('about')} topic={<CreditsHelp />} />}
        description={data !== undefined && <ProvenanceInfo provenance={data.provenance} />}
        actions={<PlanCredits plan={plan} month={month} chosen={chosen} state={state} matching={data?.total} />}
        columns={creditCustomerColumns({ receiver: scope.receiver, month, onAccess: (customer) => onOpen(customer.customer_id) })}
        rowId={rowId}
        query={query}
        state={state}
        onState={onState}
        selection={{ ids, onIds, name: (customer) => customer.customer_name }}
        csv={csvOf('/credit-tracker/customers', scope.receiver, { period: month, ...(scope.demo && { demo: 'true' }) })}
        properties={creditCustomerFilters}
        footer={data !== undefined && data.totals.length > 0 && <CustomerTotals totals={data.totals} />}
        empty={{ title: t('emptyCustomers'), text: t('emptyCustomersText') }}
      />
      {opened !== undefined && <AccessPanel key={opened.customer_id} receiver={scope.receiver} customer={opened} onClose={() => onOpen('')} />}
    </SpaceBetween>
  );
}

function CustomerTotals({ totals }: { totals: CreditTotals[] }) {
  return totals.map((total) => (
    <div key={total.currency}>
      {t('customersTotal', {
        currency: total.currency,
        applied: formatMoney(total.applied),
        modelled: formatMoney(total.modelled),
        unmodelled: formatMoney(total.unmodelled),
      })}
      {'; '}
      {t('customersBalance', { left: formatMoney(total.estimated_remaining), expiring: formatMoney(total.expiring) })}
    </div>
  ));
}
