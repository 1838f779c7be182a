import SpaceBetween from '@cloudscape-design/components/space-between';

import type { Dashboard } from '@/api/types';
import { CostChart } from '@/ui/cost-chart';
import { figureWords } from '@/ui/figure-words';

import { t } from './messages';

/** The services that cost most, and all others as one bar; one chart for each currency. */
export function ServiceChart({ slices }: { slices: Dashboard['services'] }) {
  const currencies = [...new Set(slices.map((slice) => slice.figures.currency))];
  return (
    <SpaceBetween size="l">
      {currencies.map((currency) => {
        const own = slices.filter((slice) => slice.figures.currency === currency);
        return (
          <CostChart
            key={currency}
            title={currencies.length > 1 ? t('servicesOf', { currency }) : t('services')}
            description={t('servicesText', { count: own.length })}
            categoryTitle={figureWords.service}
            categories={own.map((slice) => ((slice.services ?? 1) > 1 ? t('serviceCount', { name: slice.service, count: slice.services ?? 1 }) : slice.service))}
            currency={currency}
            horizontal
            series={[
              { title: figureWords.awsCost, kind: 'bar', values: own.map((slice) => slice.figures.aws_cost) },
              { title: figureWords.charged, kind: 'bar', values: own.map((slice) => slice.figures.charged) },
            ]}
          />
        );
      })}
    </SpaceBetween>
  );
}
