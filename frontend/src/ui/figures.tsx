import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { MarginTotals } from '@/api/types';
import { formatCount, formatMoney, formatPercent, signOf } from '@/lib/money';

/** "Total of 23 of 24 customers with both sides known: AWS cost $1.00 ...": one line for each currency. */
export function TotalsLine({ totals, things }: { totals: MarginTotals[]; things: string }) {
  return (
    <SpaceBetween size="xxs">
      {totals.map((total) => {
        const { figures } = total;
        const negative = figures.margin !== undefined && signOf(figures.margin.amount) < 0;
        return (
          <div key={figures.currency}>
            <Box variant="span" fontWeight="bold">
              Total in {figures.currency}
            </Box>{' '}
            ({comparedText(total, things)}): AWS cost <span className="figure">{formatMoney(figures.aws_cost)}</span> · charged{' '}
            <span className="figure">{formatMoney(figures.charged)}</span> · margin{' '}
            <span className="figure">{formatMoney(figures.margin)}</span> (<span className="figure">{formatPercent(figures.margin_percent)}</span>
            {negative ? ', negative margin' : ''})
            {total.aws_cost_without_showback !== undefined && (
              <>
                {' '}
                · not compared: AWS cost <span className="figure">{formatMoney(total.aws_cost_without_showback)}</span> without showback
              </>
            )}
          </div>
        );
      })}
    </SpaceBetween>
  );
}

/** "23 of 24 customers compared": how many of the rows have both sides known and are in the figures. */
export function comparedText(total: MarginTotals, things: string): string {
  return `${formatCount(total.rows_compared)} of ${formatCount(total.rows)} ${things} compared`;
}
