import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';

import { PeriodControl } from '@/features/collections/period-control';
import { useMonth } from '@/features/identity/queries';
import { formatMonth } from '@/lib/month';
import type { ListState } from '@/lib/url-state';
import { emptyListState, listStateOf } from '@/lib/url-state';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { TabbedPage } from '@/ui/tabbed-page';

import type { PricingTab } from './address';
import { pricingOrder, pricingProperties, pricingTabs } from './address';
import { PricingHelp } from './help';
import { t } from './messages';
import { PlanCustomers } from './plan-customers';
import { PlansTable } from './plans-table';
import { RulesTable } from './rules-table';

const help = <PricingHelp />;

const tabNames: Record<PricingTab, string> = { plans: t('tabPlans'), rules: t('tabRules'), customers: t('tabCustomers') };

/** What the address of the pricing page says. */
export interface PricingAddress extends ListState {
  period: string;
  tab: PricingTab;
}

/** What the pricing page is told by its address. */
export interface PricingPageProps {
  receiver: string;
  address: PricingAddress;
  onAddress: (change: Partial<PricingAddress>) => void;
}

/** How pro forma prices are made: plans, rules, and who has which plan. */
export function PricingPage({ receiver, address, onAddress }: PricingPageProps) {
  const { tab } = address;
  const month = useMonth(address.period);
  usePageHeading({ month });
  usePageHelp(help);
  const list = { receiver, month, address: listStateOf(address, pricingProperties[tab], pricingOrder[tab]), onState: onAddress };
  return (
    <TabbedPage
      title={t('titleOf', { title: t('page'), month: formatMonth(month) })}
      about={t('aboutPage')}
      help={help}
      actions={<PeriodControl receiver={receiver} month={month} onMonth={(period) => onAddress({ period, page: 1 })} />}
      label={t('tabs')}
      active={tab}
      onTab={(chosen) => onAddress({ ...emptyListState, size: address.size, tab: chosen })}
      tabs={pricingTabs.map((id) => ({ id, label: tabNames[id] }))}
    >
      {tab === 'customers' ? (
        <PlanCustomers {...list} />
      ) : (
        <SpaceBetween size="m">
          <Alert type="info" header={t('visibleTitle')}>
            {t('visibleText')}
          </Alert>
          {tab === 'plans' ? <PlansTable {...list} /> : <RulesTable {...list} />}
        </SpaceBetween>
      )}
    </TabbedPage>
  );
}
