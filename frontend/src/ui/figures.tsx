import SpaceBetween from '@cloudscape-design/components/space-between';

import type { MarginTotals } from '@/api/types';
import { formatCount, formatMoney, formatPercent, signOf } from '@/lib/money';

import { t } from './messages';
import { RichText } from './rich-text';

/** "Total of 23 of 24 customers with both sides known: AWS cost $1.00 ...": one line for each currency. */
export function TotalsLine({ totals, things }: { totals: MarginTotals[]; things: string }) {
  return (
    <SpaceBetween size="xxs">
      {totals.map((total) => {
        const { figures } = total;
        const negative = figures.margin !== undefined && signOf(figures.margin.amount) < 0;
        return (
          <div key={figures.currency}>
            <RichText
              of={t.parts(negative ? 'totalNegative' : 'total', {
                currency: <strong>{figures.currency}</strong>,
                compared: comparedText(total, things),
                cost: <Figure text={formatMoney(figures.aws_cost)} />,
                charged: <Figure text={formatMoney(figures.charged)} />,
                margin: <Figure text={formatMoney(figures.margin)} />,
                percent: <Figure text={formatPercent(figures.margin_percent)} />,
              })}
            />
            {total.aws_cost_without_showback !== undefined && (
              <RichText of={t.parts('notCompared', { cost: <Figure text={formatMoney(total.aws_cost_without_showback)} /> })} />
            )}
          </div>
        );
      })}
    </SpaceBetween>
  );
}

/** "23 of 24 customers compared": how many of the rows have both sides known and are in the figures. */
export function comparedText(total: MarginTotals, things: string): string {
  return t('compared', { compared: formatCount(total.rows_compared), all: formatCount(total.rows), things });
}

function Figure({ text }: { text: string }) {
  return <span className="figure">{text}</span>;
}
