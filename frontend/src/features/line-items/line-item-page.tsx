import Alert from '@cloudscape-design/components/alert';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { PeriodControl } from '@/features/collections/period-control';
import { useMonth } from '@/features/identity/queries';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { asProblem } from '@/lib/problem';
import { InfoLink } from '@/ui/help';
import { NotFoundPage } from '@/ui/not-found-page';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { QueryView } from '@/ui/query-view';
import { RefreshControl } from '@/ui/refresh-control';
import { WarningsAlert } from '@/ui/warnings-alert';

import { ItemActions } from './changes/item-actions';
import { LineItemsHelp } from './help';
import { LineItemSummary } from './line-item-summary';
import { t } from './messages';
import { lineItemQuery } from './queries';
import { VersionsTable } from './versions-table';
import { warningWords } from './words';

const help = <LineItemsHelp />;

/** What the page of a custom line item is told by its address. */
export interface LineItemPageProps {
  receiver: string;
  lineItemId: string;
  period: string;
  onPeriod: (period: string) => void;
}

/** One custom line item: what it adds in the month, how that is computed, what is odd about it, and how it came to be so. */
export function LineItemPage({ receiver, lineItemId, period, onPeriod }: LineItemPageProps) {
  const month = useMonth(period);
  const query = useQuery(lineItemQuery(receiver, lineItemId, month));
  const name = query.data?.item.name ?? lineItemId;
  usePageHeading({ subject: name, month });
  usePageHelp(help);
  if (query.isError && asProblem(query.error).status === 404) {
    return <NotFoundPage heading={t('notFound')} title={t('notFoundTitle', { receiver, item: lineItemId })} text={t('notFoundText')} href={paths.lineItems(receiver)} all={t('all')} />;
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
              <RefreshControl query={query} things={t('theItem')} />
              {query.data !== undefined && <ItemActions receiver={receiver} month={month} items={[query.data.item]} label={t('actions')} />}
              <PeriodControl receiver={receiver} month={month} onMonth={onPeriod} />
            </SpaceBetween>
          }
        >
          {t('titleOf', { title: name, month: formatMonth(month) })}
        </Header>
      }
    >
      <QueryView query={query} what={t('detailOf', { name, month: formatMonth(month) })}>
        {({ item, versions, versions_read_at: readAt, provenance }) => (
          <SpaceBetween size="l">
            <WarningsAlert warnings={provenance.warnings.filter((warning) => warning.customer_id !== undefined && warning.customer_id === item.customer_id)} />
            {item.drift !== undefined && (
              <Alert type="warning" header={t('driftedTitle')}>
                {t('driftedText')} {item.drift}
              </Alert>
            )}
            {item.warnings.map((warning) => (
              <Alert key={warning} type="warning" header={warningWords[warning].text}>
                {warningWords[warning].explanation}
              </Alert>
            ))}
            <LineItemSummary receiver={receiver} month={month} item={item} />
            <VersionsTable versions={versions} readAt={readAt} />
          </SpaceBetween>
        )}
      </QueryView>
    </ContentLayout>
  );
}
