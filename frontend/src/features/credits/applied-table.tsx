import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { AppliedCredit } from '@/api/types';
import { attributionWords } from '@/features/line-items/attribution-words';
import { formatMoney } from '@/lib/money';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { InfoLink } from '@/ui/help';
import { MoneyText } from '@/ui/money-text';
import { ProvenanceInfo } from '@/ui/provenance-info';
import type { Column } from '@/ui/resource-table/columns';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';

import type { CreditListProps } from './allocations-table';
import { CreditsHelp } from './help';
import { t } from './list-messages';
import { t as pageText } from './messages';
import { appliedCreditsQuery } from './queries';
import { SimulatedBadge } from './simulated-badge';

const columns = (receiver: string, month: string): Column<AppliedCredit>[] => [
  { id: 'customer_name', csv: ['customer_id', 'customer_name'], header: figureWords.customer, sort: 'customer_name', rowHeader: true, width: 230, cell: (row) => <><AppLink href={paths.customer(receiver, row.customer_id, { period: month, tab: 'margin' })}>{row.customer_name}</AppLink><SimulatedBadge simulated={row.simulated} /></> },
  { id: 'service', header: figureWords.service, sort: 'service', width: 340, cell: (row) => row.service },
  { id: 'class', header: t('class'), sort: 'class', width: 180, cell: (row) => attributionWords[row.class] },
  { id: 'amount', csv: ['amount.amount', 'amount.currency'], header: t('amount'), sort: 'amount', numeric: true, width: 160, cell: (row) => <MoneyText money={row.amount} /> },
  { id: 'customer_id', header: t('customerId'), sort: 'customer_id', width: 180, hiddenAtFirst: true, cell: (row) => row.customer_id },
];

const filters = [
  textFilter('customer_name', figureWords.customer),
  textFilter('customer_id', t('customerId')),
  textFilter('service', figureWords.service),
  choiceFilter('class', t('class'), (['credit', 'free_tier_credit'] as const).map((value) => ({ value, label: attributionWords[value] }))),
  numberFilter('amount', t('amount')),
  textFilter('currency', figureWords.currency),
];

/** What credits took off each service of each customer in the month, from the ledger. */
export function AppliedTable({ scope, month, address, onState }: CreditListProps & { month: string }) {
  const table = 'credits:applied';
  const state = useSizedState(table, address);
  const query = useQuery(appliedCreditsQuery(scope, month, state));
  const { data } = query;
  return (
    <ResourceTable
      name={table}
      variant="container"
      title={t('appliedTitle')}
      things={t('appliedThings')}
      info={<InfoLink about={pageText('about')} topic={<CreditsHelp />} />}
      description={
        <SpaceBetween size="xxs">
          {t('appliedText')}
          {data !== undefined && <ProvenanceInfo provenance={data.provenance} />}
        </SpaceBetween>
      }
      columns={columns(scope.receiver, month)}
      rowId={(row) => [row.customer_id, row.class, row.service, row.amount.currency, row.simulated === true].join('.')}
      query={query}
      state={state}
      onState={onState}
      csv={csvOf('/credit-tracker/applied', scope.receiver, { period: month, ...(scope.demo && { demo: 'true' }) })}
      properties={filters}
      footer={data?.totals.map((total) => <div key={total.currency}>{t('total', { currency: total.currency, amount: formatMoney(total) })}</div>)}
      empty={{ title: t('emptyApplied'), text: t('emptyAppliedText') }}
    />
  );
}
