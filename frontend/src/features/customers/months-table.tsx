import type { TrendPoint } from '@/api/types';
import { formatMonth } from '@/lib/month';
import { MarginText, MoneyText, PercentText } from '@/ui/money-text';
import { SimpleTable } from '@/ui/simple-table';
import { CompletenessBadge, StandingBadge } from '@/ui/standing-badge';

/** The months on record of a customer, newest first. */
export function MonthsTable({ points }: { points: TrendPoint[] }) {
  return (
    <SimpleTable
      label="Months on record"
      title="Months on record"
      items={[...points].reverse()}
      rowId={(point) => `${point.month}${point.figures.currency}`}
      emptyText="No month is on record"
      columns={[
        { id: 'month', header: 'Month (UTC)', rowHeader: true, width: 140, cell: (point) => formatMonth(point.month) },
        { id: 'standing', header: 'Standing', width: 150, cell: (point) => <StandingBadge standing={point.standing} /> },
        { id: 'completeness', header: 'Both views', width: 180, cell: (point) => <CompletenessBadge completeness={point.completeness} /> },
        { id: 'aws_cost', header: 'AWS cost', numeric: true, cell: (point) => <MoneyText money={point.figures.aws_cost} /> },
        { id: 'charged', header: 'Charged', numeric: true, cell: (point) => <MoneyText money={point.figures.charged} /> },
        { id: 'margin', header: 'Margin', numeric: true, cell: (point) => <MarginText money={point.figures.margin} /> },
        { id: 'percent', header: 'Margin %', numeric: true, cell: (point) => <PercentText percent={point.figures.margin_percent} /> },
      ]}
    />
  );
}
