import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { paths } from '@/lib/paths';
import { asProblem } from '@/lib/problem';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { InfoLink } from '@/ui/help';
import { MoneyText } from '@/ui/money-text';
import { NotFoundPage } from '@/ui/not-found-page';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { QueryView } from '@/ui/query-view';
import { RefreshControl } from '@/ui/refresh-control';
import { SimpleTable } from '@/ui/simple-table';
import { WarningsAlert } from '@/ui/warnings-alert';

import { AnomalySummary } from './anomaly-summary';
import { DaysChart } from './days-chart';
import { AnomaliesHelp } from './help';
import { t } from './messages';
import { anomalyQuery } from './queries';
import { ReviewActions } from './review-actions';
import { anomalyName } from './words';

const help = <AnomaliesHelp />;

/** What the page of an anomaly is told by its address. */
export interface AnomalyPageProps {
  receiver: string;
  anomalyId: string;
}

/** One anomaly: what happened, against which past, what drove it, and what was made of it. */
export function AnomalyPage({ receiver, anomalyId }: AnomalyPageProps) {
  const query = useQuery(anomalyQuery(receiver, anomalyId));
  const name = query.data === undefined ? t('anomaly') : anomalyName(query.data.anomaly);
  usePageHeading({ subject: name });
  usePageHelp(help);
  if (query.isError && asProblem(query.error).status === 404) {
    return <NotFoundPage heading={t('notFound')} title={t('notFoundTitle', { receiver, anomaly: anomalyId })} text={t('notFoundText')} href={paths.finops(receiver, { tab: 'anomalies' })} all={t('all')} />;
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
              <RefreshControl query={query} things={t('theAnomaly')} />
              {query.data !== undefined && <ReviewActions receiver={receiver} anomaly={query.data.anomaly} />}
            </SpaceBetween>
          }
        >
          {name}
        </Header>
      }
    >
      <QueryView query={query} what={t('theAnomaly')}>
        {({ anomaly, days, provenance }) => (
          <SpaceBetween size="l">
            <WarningsAlert warnings={provenance.warnings.filter((warning) => warning.customer_id === anomaly.customer_id)} />
            <Container
              header={<Header variant="h2">{t('explanation')}</Header>}
              footer={
                <AppLink href={paths.customer(receiver, anomaly.customer_id, { period: anomaly.starts_on.slice(0, 7), tab: 'days' })} variant="primary">
                  {t('customerDays')}
                </AppLink>
              }
            >
              <Box fontSize="heading-s">{anomaly.explanation}</Box>
            </Container>
            <AnomalySummary receiver={receiver} anomaly={anomaly} />
            <DaysChart days={days} currency={anomaly.currency} />
            <SimpleTable
              label={t('drivers')}
              title={t('drivers')}
              description={t('driversText')}
              items={anomaly.drivers}
              rowId={(driver) => driver.service}
              emptyText={t('noDrivers')}
              columns={[
                { id: 'service', header: figureWords.service, rowHeader: true, width: 320, cell: (driver) => driver.service },
                { id: 'expected', header: t('expected'), numeric: true, cell: (driver) => <MoneyText money={driver.expected} /> },
                { id: 'actual', header: t('actual'), numeric: true, cell: (driver) => <MoneyText money={driver.actual} /> },
                { id: 'contribution', header: t('contribution'), numeric: true, cell: (driver) => <MoneyText money={driver.contribution} signed /> },
              ]}
            />
          </SpaceBetween>
        )}
      </QueryView>
    </ContentLayout>
  );
}
