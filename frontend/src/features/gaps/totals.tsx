import SpaceBetween from '@cloudscape-design/components/space-between';

import type { GapTotals } from '@/api/types';
import { formatMoney, formatSignedMoney } from '@/lib/money';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** The totals of everything that matches, a line for each currency. */
export function GapTotalsLines({ totals }: { totals: GapTotals[] }) {
  return (
    <SpaceBetween size="xxs">
      {totals.map((total) => (
        <div key={total.currency}>
          <RichText
            of={t.parts('total', {
              currency: <strong>{total.currency}</strong>,
              bill: <Figure text={formatMoney(total.my_view)} />,
              carried: <Figure text={formatMoney(total.carried)} />,
              gap: <Figure text={formatMoney(total.gap)} />,
              proposed: <Figure text={formatSignedMoney(total.proposal)} />,
            })}
          />
          {total.kept !== undefined && (
            <RichText of={t.parts('totalKept', { kept: <Figure text={formatSignedMoney(total.kept)} /> })} />
          )}
          {(total.dismissed_gaps ?? 0) > 0 && total.dismissed !== undefined && (
            <RichText of={t.parts('totalDismissed', { dismissed: <Figure text={formatSignedMoney(total.dismissed)} /> })} />
          )}{' '}
          · {t('totalCustomers', { count: total.customers })}, {t('totalOf', { count: total.gaps })}
          {total.unknown > 0 && ` · ${t('totalUnknown', { count: total.unknown })}`}
        </div>
      ))}
    </SpaceBetween>
  );
}

function Figure({ text }: { text: string }) {
  return <span className="figure">{text}</span>;
}
