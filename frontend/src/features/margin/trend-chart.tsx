import SpaceBetween from '@cloudscape-design/components/space-between';

import type { TrendPoint } from '@/api/types';
import { signOf } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { CostChart } from '@/ui/cost-chart';
import { figureWords } from '@/ui/figure-words';
import { standingWords } from '@/ui/standing-badge';

import { t } from './messages';

/** AWS cost and charged as bars and the margin as a line, month by month; one chart for each currency. */
export function TrendChart({ points, title = t('trend') }: { points: TrendPoint[]; title?: string }) {
  const currencies = [...new Set(points.map((point) => point.figures.currency))];
  return (
    <SpaceBetween size="l">
      {currencies.map((currency) => {
        const own = points.filter((point) => point.figures.currency === currency);
        const negative = own.filter((point) => point.figures.margin !== undefined && signOf(point.figures.margin.amount) < 0);
        return (
          <CostChart
            key={currency}
            title={currencies.length > 1 ? t('trendOf', { title, currency }) : title}
            description={
              negative.length === 0
                ? t('trendPositive', { count: own.length })
                : t('trendNegative', { count: own.length, months: negative.map((point) => formatMonth(point.month)).join(', ') })
            }
            categoryTitle={figureWords.month}
            categories={own.map((point) => formatMonth(point.month))}
            notes={own.map((point) =>
              [
                standingWords[point.standing],
                ...(negative.includes(point) ? [t('noteNegative')] : []),
                ...(point.completeness === 'partial' ? [t('notePartial')] : []),
              ].join(', '),
            )}
            currency={currency}
            series={[
              { title: figureWords.awsCost, kind: 'bar', values: own.map((point) => point.figures.aws_cost) },
              { title: figureWords.charged, kind: 'bar', values: own.map((point) => point.figures.charged) },
              { title: figureWords.margin, kind: 'line', values: own.map((point) => point.figures.margin) },
            ]}
          />
        );
      })}
    </SpaceBetween>
  );
}
