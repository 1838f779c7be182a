import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatDate } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { CostChart } from '@/ui/cost-chart';
import { figureWords } from '@/ui/figure-words';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/resource-table/table-states';
import { WarningsAlert } from '@/ui/warnings-alert';

import { t } from './messages';
import { dailyCostsQuery } from './queries';

/** What the chart of a customer's days is told. */
export interface CustomerDaysProps {
  receiver: string;
  customerId: string;
  month: string;
}

/** The days of a customer's month on both views. */
export function CustomerDays({ receiver, customerId, month }: CustomerDaysProps) {
  const query = useQuery(dailyCostsQuery(receiver, customerId, month));
  return (
    <QueryView query={query} what={t('daysOf', { month: formatMonth(month) })}>
      {({ days, currency, provenance }) =>
        days.length === 0 ? (
          <EmptyState title={t('noDays')} text={t('noDaysText')} action={<AppLink href={paths.collections(receiver)}>{t('toCollections')}</AppLink>} />
        ) : (
          <SpaceBetween size="m">
            <WarningsAlert warnings={provenance.warnings} />
            <ProvenanceInfo provenance={provenance} />
            <CostChart
              title={t('days')}
              description={t('daysText', { count: days.length })}
              categoryTitle={t('day')}
              categories={days.map((day) => formatDate(day.day))}
              currency={currency}
              series={[
                { title: figureWords.awsCost, kind: 'bar', values: days.map((day) => day.my_view) },
                { title: figureWords.charged, kind: 'line', values: days.map((day) => day.showback) },
              ]}
            />
          </SpaceBetween>
        )
      }
    </QueryView>
  );
}
