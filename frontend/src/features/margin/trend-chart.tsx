import SpaceBetween from '@cloudscape-design/components/space-between';

import type { TrendPoint } from '@/api/types';
import { signOf } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { CostChart } from '@/ui/cost-chart';
import { standingWords } from '@/ui/standing-badge';

/** AWS cost and charged as bars and the margin as a line, month by month; one chart for each currency. */
export function TrendChart({ points, title = 'Margin by month' }: { points: TrendPoint[]; title?: string }) {
  const currencies = [...new Set(points.map((point) => point.figures.currency))];
  return (
    <SpaceBetween size="l">
      {currencies.map((currency) => {
        const own = points.filter((point) => point.figures.currency === currency);
        const negative = own.filter((point) => point.figures.margin !== undefined && signOf(point.figures.margin.amount) < 0);
        return (
          <CostChart
            key={currency}
            title={currencies.length > 1 ? `${title} (${currency})` : title}
            description={`AWS cost and charged as bars, margin as a line, for ${own.length} months. ${
              negative.length === 0 ? 'No month has a negative margin.' : `Negative margin in ${negative.map((point) => formatMonth(point.month)).join(', ')}.`
            }`}
            categoryTitle="Month"
            categories={own.map((point) => formatMonth(point.month))}
            notes={own.map((point) => `${standingWords[point.standing]}${negative.includes(point) ? ', negative margin' : ''}${point.completeness === 'partial' ? ', partial' : ''}`)}
            currency={currency}
            series={[
              { title: 'AWS cost', kind: 'bar', values: own.map((point) => point.figures.aws_cost) },
              { title: 'Charged', kind: 'bar', values: own.map((point) => point.figures.charged) },
              { title: 'Margin', kind: 'line', values: own.map((point) => point.figures.margin) },
            ]}
          />
        );
      })}
    </SpaceBetween>
  );
}
