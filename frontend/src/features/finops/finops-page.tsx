import { PeriodControl } from '@/features/collections/period-control';
import { AnomaliesTable } from '@/features/anomalies/anomalies-table';
import { BudgetsTable } from '@/features/budgets/budgets-table';
import { useMonth } from '@/features/identity/queries';
import { formatMonth } from '@/lib/month';
import { emptyListState, listStateOf } from '@/lib/url-state';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { TabbedPage } from '@/ui/tabbed-page';

import type { FinopsAddress, FinopsList, FinopsTab } from './address';
import { finopsOrder, finopsProperties, finopsTabs } from './address';
import { FinopsHelp } from './help';
import { t } from './messages';
import { FinopsOverview } from './overview';
import { ReceiverTab } from './receiver-tab';
import { UsageTab } from './usage/usage-tab';

const help = <FinopsHelp />;

const tabNames: Record<FinopsTab, string> = {
  overview: t('overview'),
  usage: t('usage'),
  anomalies: t('anomalies'),
  budgets: t('budgets'),
  receiver: t('receiver'),
};

/** The tabs whose figures are of one month. */
const monthly: FinopsTab[] = ['overview', 'usage', 'budgets'];

/** What the page of financial operations is told by its address. */
export interface FinopsPageProps {
  receiver: string;
  address: FinopsAddress;
  onAddress: (change: Partial<FinopsAddress>) => void;
}

/** What is unusual, over budget or drives cost, of all customers; and the receiver's own, apart. */
export function FinopsPage({ receiver, address, onAddress }: FinopsPageProps) {
  const { tab } = address;
  const month = useMonth(address.period);
  const ofMonth = monthly.includes(tab);
  usePageHeading(ofMonth ? { month } : {});
  usePageHelp(help);
  return (
    <TabbedPage
      title={ofMonth ? t('titleOf', { title: t('page'), month: formatMonth(month) }) : t('page')}
      about={t('about')}
      help={help}
      actions={ofMonth && <PeriodControl receiver={receiver} month={month} onMonth={(period) => onAddress({ period, page: 1 })} />}
      label={t('tabs')}
      active={tab}
      onTab={(chosen) => onAddress({ ...emptyListState, size: address.size, tab: chosen })}
      tabs={finopsTabs.map((id) => ({ id, label: tabNames[id] }))}
    >
      <ActiveTab receiver={receiver} month={month} address={address} onAddress={onAddress} />
    </TabbedPage>
  );
}

function ActiveTab({ receiver, month, address, onAddress }: FinopsPageProps & { month: string }) {
  const list = (name: FinopsList) => ({ receiver, address: listStateOf(address, finopsProperties[name], finopsOrder[name]), onState: onAddress });
  switch (address.tab) {
    case 'overview':
      return (
        <FinopsOverview
          receiver={receiver}
          month={month}
          months={address.months}
          onMonths={(months) => onAddress({ months })}
          onMonth={(period) => onAddress({ period })}
        />
      );
    case 'usage':
      return <UsageTab {...list('usage')} month={month} by={address.by} onBy={(by) => onAddress({ ...emptyListState, size: address.size, by })} />;
    case 'anomalies':
      return <AnomaliesTable {...list('anomalies')} />;
    case 'budgets':
      return <BudgetsTable {...list('budgets')} month={month} />;
    case 'receiver':
      return (
        <ReceiverTab
          {...list(address.own === 'anomalies' ? 'receiver-anomalies' : 'receiver-budgets')}
          own={address.own}
          onOwn={(own) => onAddress({ ...emptyListState, size: address.size, own })}
        />
      );
    default:
      return unreachableTab(address.tab);
  }
}

function unreachableTab(tab: never): never {
  throw new Error(`${String(tab)} is not a tab`);
}
