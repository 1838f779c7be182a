import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useQuery } from '@tanstack/react-query';

import { NotCollected } from '@/features/collections/not-collected';
import { PeriodControl } from '@/features/collections/period-control';
import { figuresInterval, useRunningCollection } from '@/features/collections/running-collection';
import { useMonth } from '@/features/identity/queries';
import { MarginHelp } from '@/features/margin/help';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { asProblem } from '@/lib/problem';
import { emptyListState } from '@/lib/url-state';
import { InfoLink } from '@/ui/help';
import { NotFoundPage } from '@/ui/not-found-page';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { QueryView } from '@/ui/query-view';
import { RefreshControl } from '@/ui/refresh-control';
import { WarningsAlert } from '@/ui/warnings-alert';

import type { CustomerAddress } from './address';
import { customerTabs } from './address';
import { CustomerSummary } from './customer-summary';
import { CustomerTabContent, tabName } from './customer-tabs';
import { t } from './messages';
import { customerQuery } from './queries';

const help = <MarginHelp />;

/** What the page of a customer is told by its address. */
export interface CustomerPageProps {
  receiver: string;
  customerId: string;
  address: CustomerAddress;
  onAddress: (change: Partial<CustomerAddress>) => void;
}

/** One customer: who it is, both views of a month, and the months on record. */
export function CustomerPage({ receiver, customerId, address, onAddress }: CustomerPageProps) {
  const month = useMonth(address.period);
  const running = useRunningCollection(receiver);
  const query = useQuery({ ...customerQuery(receiver, customerId, month), refetchInterval: running === undefined ? false : figuresInterval });
  const name = query.data?.customer.name ?? customerId;
  usePageHeading({ subject: name, month });
  usePageHelp(help);
  if (query.isError && asProblem(query.error).status === 404) {
    return <NotFoundPage heading={t('notFound')} title={t('unknown', { receiver, customer: customerId })} text={t('unknownText')} href={paths.margin(receiver)} all={t('showAll')} />;
  }
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink about={t('about')} topic={help} />}
          description={query.data !== undefined && <ProvenanceInfo provenance={query.data.provenance} />}
          actions={
            <SpaceBetween direction="horizontal" size="xs" alignItems="center">
              <RefreshControl query={query} things={t('things')} />
              <PeriodControl receiver={receiver} month={month} onMonth={(next) => onAddress({ period: next })} />
            </SpaceBetween>
          }
        >
          {t('titleOf', { name, month: formatMonth(month) })}
        </Header>
      }
    >
      <QueryView query={query} what={t('figures', { name, month: formatMonth(month) })}>
        {(detail) => (
          <SpaceBetween size="l">
            {detail.provenance.as_of === undefined && (
              <NotCollected receiver={receiver} month={month} onMonth={(next) => onAddress({ period: next })} />
            )}
            <WarningsAlert warnings={detail.provenance.warnings} />
            <CustomerSummary detail={detail} />
            <Tabs
              activeTabId={address.tab}
              ariaLabel={t('tabsOf', { name })}
              tabs={customerTabs
                .filter((id) => id !== 'adjustments' || detail.adjustments.length > 0)
                .map((id) => ({
                  id,
                  label: tabName(id, detail),
                  content: id === address.tab && (
                    <CustomerTabContent receiver={receiver} month={month} detail={detail} tab={id} address={address} onState={onAddress} />
                  ),
                }))}
              onChange={({ detail: change }) => {
                const chosen = customerTabs.find((id) => id === change.activeTabId);
                if (chosen !== undefined) onAddress({ ...emptyListState, size: address.size, tab: chosen, open: '' });
              }}
            />
          </SpaceBetween>
        )}
      </QueryView>
    </ContentLayout>
  );
}
