import SpaceBetween from '@cloudscape-design/components/space-between';

import type { CustomerDetail } from '@/api/types';
import { AnomaliesTable } from '@/features/anomalies/anomalies-table';
import { BudgetsTable } from '@/features/budgets/budgets-table';
import { CustomerCredits } from '@/features/credits/customer-credits';
import { CustomerDays } from '@/features/finops/days-chart';
import { UsageTable } from '@/features/finops/usage/usage-table';
import { GapsTable } from '@/features/gaps/gaps-table';
import { LineItemsTable } from '@/features/line-items/line-items-table';
import { TrendChart } from '@/features/margin/trend-chart';
import { listStateOf } from '@/lib/url-state';
import { figureWords } from '@/ui/figure-words';

import type { CustomerAddress, CustomerTab } from './address';
import { customerLists } from './address';
import { AdjustmentsTable } from './adjustments-table';
import { CustomerOverview } from './customer-overview';
import { LedgerLines } from './ledger-lines';
import { t } from './messages';
import { MonthsTable } from './months-table';

/** The name of a tab; that of late changes says how many there are. */
export function tabName(tab: CustomerTab, detail: CustomerDetail): string {
  const names: Record<CustomerTab, string> = {
    overview: t('overview'),
    margin: figureWords.bothViews,
    'line-items': figureWords.lineItems,
    gaps: t('gaps'),
    credits: figureWords.credits,
    accounts: t('accounts'),
    days: t('days'),
    anomalies: t('anomalies'),
    budgets: t('budgets'),
    months: t('months'),
    adjustments: t('lateChangesCount', { count: detail.adjustments.length }),
  };
  return names[tab];
}

/** What the content of a tab is told. */
export interface CustomerTabContentProps {
  receiver: string;
  month: string;
  detail: CustomerDetail;
  tab: CustomerTab;
  address: CustomerAddress;
  onState: (change: Partial<CustomerAddress>) => void;
}

/** The tab that is shown. Lists are those of the other pages, of this customer alone; each is read when its tab is opened. */
export function CustomerTabContent({ receiver, month, detail, tab, address, onState }: CustomerTabContentProps) {
  const { customer_id: id, name } = detail.customer;
  const list = (of: keyof typeof customerLists) => ({
    receiver,
    month,
    customerId: id,
    address: listStateOf(address, customerLists[of].properties, customerLists[of].order),
    onState,
  });
  switch (tab) {
    case 'overview':
      return <CustomerOverview detail={detail} />;
    case 'margin':
      return (
        <SpaceBetween size="l">
          <LedgerLines title={t('byRecordType')} header={t('recordType')} lines={detail.by_record_type} withClass />
          <LedgerLines title={t('byService')} header={figureWords.service} lines={detail.by_service} />
        </SpaceBetween>
      );
    case 'line-items':
      return <LineItemsTable {...list(tab)} />;
    case 'gaps':
      return <GapsTable {...list(tab)} open={address.open} onOpen={(open) => onState({ open })} />;
    case 'credits':
      return <CustomerCredits {...list(tab)} />;
    case 'accounts':
      return <UsageTable {...list(tab)} by="account" />;
    case 'days':
      return <CustomerDays receiver={receiver} customerId={id} month={month} />;
    case 'anomalies':
      return <AnomaliesTable {...list(tab)} />;
    case 'budgets':
      return <BudgetsTable {...list(tab)} customer={{ id, name, currency: detail.row.figures.currency }} />;
    case 'months':
      return (
        <SpaceBetween size="l">
          <TrendChart points={detail.months} />
          <MonthsTable points={detail.months} />
        </SpaceBetween>
      );
    case 'adjustments':
      return <AdjustmentsTable items={detail.adjustments} />;
    default:
      return unreachableTab(tab);
  }
}

function unreachableTab(tab: never): never {
  throw new Error(`${String(tab)} is not a tab of a customer`);
}
