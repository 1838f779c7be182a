import type { TrendPoint } from '@/api/types';
import { formatMonth } from '@/lib/month';
import { figureWords } from '@/ui/figure-words';
import { MarginText, MoneyText, PercentText } from '@/ui/money-text';
import { SimpleTable } from '@/ui/simple-table';
import { CompletenessBadge, StandingBadge } from '@/ui/standing-badge';

import { t } from './messages';

/** The months on record of a customer, newest first. */
export function MonthsTable({ points }: { points: TrendPoint[] }) {
  return (
    <SimpleTable
      label={t('onRecord')}
      title={t('onRecord')}
      items={[...points].reverse()}
      rowId={(point) => `${point.month}${point.figures.currency}`}
      emptyText={t('noMonth')}
      columns={[
        { id: 'month', header: figureWords.monthUtc, rowHeader: true, width: 140, cell: (point) => formatMonth(point.month) },
        { id: 'standing', header: figureWords.standing, width: 150, cell: (point) => <StandingBadge standing={point.standing} /> },
        { id: 'completeness', header: figureWords.bothViews, width: 180, cell: (point) => <CompletenessBadge completeness={point.completeness} /> },
        { id: 'aws_cost', header: figureWords.awsCost, numeric: true, cell: (point) => <MoneyText money={point.figures.aws_cost} /> },
        { id: 'charged', header: figureWords.charged, numeric: true, cell: (point) => <MoneyText money={point.figures.charged} /> },
        { id: 'margin', header: figureWords.margin, numeric: true, cell: (point) => <MarginText money={point.figures.margin} /> },
        { id: 'percent', header: figureWords.marginPercent, numeric: true, cell: (point) => <PercentText percent={point.figures.margin_percent} /> },
      ]}
    />
  );
}
