import SpaceBetween from '@cloudscape-design/components/space-between';

import type { Dashboard } from '@/api/types';
import { CostChart } from '@/ui/cost-chart';

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
            title={currencies.length > 1 ? `Services (${currency})` : 'Services'}
            description={`AWS cost and charged of the ${own.length} largest services.`}
            categoryTitle="Service"
            categories={own.map((slice) => ((slice.services ?? 1) > 1 ? `${slice.service} (${slice.services ?? 1} services)` : slice.service))}
            currency={currency}
            horizontal
            series={[
              { title: 'AWS cost', kind: 'bar', values: own.map((slice) => slice.figures.aws_cost) },
              { title: 'Charged', kind: 'bar', values: own.map((slice) => slice.figures.charged) },
            ]}
          />
        );
      })}
    </SpaceBetween>
  );
}
