import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import type { Dashboard } from '@/api/types';
import { NotCollected } from '@/features/collections/not-collected';
import { PeriodControl } from '@/features/collections/period-control';
import { figuresInterval, useRunningCollection } from '@/features/collections/running-collection';
import { useMonth } from '@/features/identity/queries';
import { BridgeTable } from '@/features/margin/bridge-table';
import { formatMonth } from '@/lib/month';
import { InfoLink } from '@/ui/help';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { QueryView } from '@/ui/query-view';
import { RefreshControl } from '@/ui/refresh-control';
import { WarningsAlert } from '@/ui/warnings-alert';

import { AttentionList } from './attention-list';
import { CrossChecks } from './cross-checks';
import { ExtremesTable } from './extremes-table';
import { DashboardHelp } from './help';
import { KeyFigures } from './key-figures';
import { t } from './messages';
import { dashboardQuery } from './queries';
import { ServiceChart } from './service-chart';
import { TrendChart } from '@/features/margin/trend-chart';

const help = <DashboardHelp />;

/** What the dashboard is told by its address. */
export interface DashboardPageProps {
  receiver: string;
  period: string;
  onPeriod: (period: string) => void;
}

/** The portfolio at a glance: is the margin right, what changed, what needs a person. */
export function DashboardPage({ receiver, period, onPeriod }: DashboardPageProps) {
  const month = useMonth(period);
  const running = useRunningCollection(receiver);
  const query = useQuery({ ...dashboardQuery(receiver, month), refetchInterval: running === undefined ? false : figuresInterval });
  usePageHeading({ month });
  usePageHelp(help);
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
              <PeriodControl receiver={receiver} month={month} onMonth={onPeriod} />
            </SpaceBetween>
          }
        >
          {t('titleOf', { month: formatMonth(month) })}
        </Header>
      }
    >
      <QueryView query={query} what={t('thingsOf', { month: formatMonth(month) })}>
        {(dashboard) => <Portfolio receiver={receiver} dashboard={dashboard} onPeriod={onPeriod} />}
      </QueryView>
    </ContentLayout>
  );
}

function Portfolio({ receiver, dashboard, onPeriod }: { receiver: string; dashboard: Dashboard; onPeriod: (period: string) => void }) {
  const { month, provenance } = dashboard;
  const collected = provenance.as_of !== undefined;
  return (
    <SpaceBetween size="l">
      {!collected && <NotCollected receiver={receiver} month={month} onMonth={onPeriod} />}
      {collected && <WarningsAlert warnings={provenance.warnings} />}
      <AttentionList receiver={receiver} month={month} items={dashboard.attention} asOf={provenance.as_of} />
      {collected && (
        <SpaceBetween size="l">
          <KeyFigures receiver={receiver} dashboard={dashboard} />
          <div className="side-by-side">
            <TrendChart points={dashboard.trend} />
            <ServiceChart slices={dashboard.services} />
          </div>
          {dashboard.bridges.map((bridge) => (
            <BridgeTable key={bridge.currency} bridge={bridge} />
          ))}
          <div className="side-by-side">
            <ExtremesTable receiver={receiver} month={month} title={t('lowest')} rows={dashboard.bottom} sort="margin" />
            <ExtremesTable receiver={receiver} month={month} title={t('highest')} rows={dashboard.top} sort="-margin" />
          </div>
          <CrossChecks checks={dashboard.cross_check ?? []} />
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
