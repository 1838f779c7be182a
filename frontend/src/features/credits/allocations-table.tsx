import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { CreditAllocation, CreditAllocationList } from '@/api/types';
import { formatMoney } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { InfoLink } from '@/ui/help';
import { MoneyText } from '@/ui/money-text';
import type { Column } from '@/ui/resource-table/columns';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';

import { CreditsHelp } from './help';
import { t } from './list-messages';
import { t as pageText } from './messages';
import type { CreditScope } from './queries';
import { allocationsQuery } from './queries';
import { SimulatedBadge } from './simulated-badge';
import { creditKindWords } from './words';

/** What a list of the credit tracker is told. */
export interface CreditListProps {
  scope: CreditScope;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

const columns = (receiver: string): Column<CreditAllocation>[] => [
  { id: 'month', header: figureWords.monthUtc, sort: 'month', rowHeader: true, width: 140, cell: (row) => <>{formatMonth(row.month)}<SimulatedBadge simulated={row.simulated} /></> },
  { id: 'customer_name', csv: ['customer_id', 'customer_name'], header: figureWords.customer, sort: 'customer_name', width: 160, cell: (row) => <AppLink href={paths.customer(receiver, row.customer_id, { period: row.month })}>{row.customer_name}</AppLink> },
  { id: 'service', header: figureWords.service, sort: 'service', width: 245, cell: (row) => row.service ?? '-' },
  { id: 'amount', csv: ['amount.amount', 'amount.currency'], header: t('amount'), sort: 'amount', numeric: true, width: 140, cell: (row) => <MoneyText money={row.amount} estimated={row.estimated} /> },
  { id: 'estimated', header: t('estimatedBill'), sort: 'estimated', width: 130, cell: (row) => <StatusIndicator type={row.estimated ? 'pending' : 'success'}>{t(row.estimated ? 'billEstimated' : 'billFinal')}</StatusIndicator> },
  { id: 'description', header: t('credit'), width: 235, cell: (row) => <span title={row.description}>{row.description ?? row.credit_id}</span> },
  { id: 'account_id', header: t('accountId'), sort: 'account_id', width: 150, cell: (row) => row.account_id ?? '-' },
  { id: 'kind', header: t('kind'), width: 110, cell: ({ kind }) => (kind === undefined ? '-' : creditKindWords[kind]) },
  { id: 'credit_id', header: t('creditId'), sort: 'credit_id', width: 150, hiddenAtFirst: true, cell: (row) => row.credit_id },
];

const filters = [
  numberFilter('month', figureWords.month),
  textFilter('customer_name', figureWords.customer),
  textFilter('customer_id', t('customerId')),
  textFilter('account_id', t('accountId')),
  textFilter('service', figureWords.service),
  textFilter('credit_id', t('creditId')),
  numberFilter('amount', t('amount')),
  choiceFilter('estimated', t('estimatedBill'), [
    { value: 'true', label: t('billEstimated') },
    { value: 'false', label: t('billFinal') },
  ]),
];

/** How AWS says that it applied credits, and which months it did not tell of. */
export function AllocationsTable({ scope, address, onState }: CreditListProps) {
  const table = 'credits:allocations';
  const state = useSizedState(table, address);
  const query = useQuery(allocationsQuery(scope, state));
  const { data } = query;
  const demo = scope.demo ? { demo: 'true' } : {};
  return (
    <SpaceBetween size="m">
      {data !== undefined && data.failed_months.length > 0 && (
        <Alert type="warning" header={t('failedTitle', { count: data.failed_months.length })}>
          {t('failedText', { months: data.failed_months.map(formatMonth).join(', ') })}
        </Alert>
      )}
      <ResourceTable
        name={table}
        variant="container"
        title={t('allocationsTitle')}
        things={t('allocationsThings')}
        info={<InfoLink about={pageText('about')} topic={<CreditsHelp />} />}
        description={t('allocationsText')}
        columns={columns(scope.receiver)}
        rowId={(row) => [row.month, row.customer_id, row.account_id, row.service, row.credit_id, row.amount.amount].join('.')}
        query={query}
        state={state}
        onState={onState}
        csv={csvOf('/credit-tracker/allocations', scope.receiver, demo)}
        properties={filters}
        footer={data !== undefined && <Totals list={data} />}
        empty={
          data?.customers_visible === 0
            ? { title: t('emptyHidden'), text: t('emptyHiddenText'), action: <AppLink href={paths.credits(scope.receiver, demo)}>{t('toCustomers')}</AppLink> }
            : { title: t('emptyAllocations'), text: t('emptyAllocationsText') }
        }
      />
    </SpaceBetween>
  );
}

function Totals({ list }: { list: CreditAllocationList }) {
  const months = list.failed_months.map(formatMonth).join(', ');
  return list.totals.map((total) => {
    const figure = { currency: total.currency, amount: formatMoney(total) };
    return <div key={total.currency}>{months === '' ? t('total', figure) : t('totalPartial', { ...figure, months })}</div>;
  });
}
