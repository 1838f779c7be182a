import Box from '@cloudscape-design/components/box';

import type { Money } from '@/api/types';
import { formatMoney, formatPercent, formatSignedMoney, fullPrecision, signOf, unknownFigure } from '@/lib/money';

import { t } from './messages';

/** A figure that is not known: a dash to see, words to hear, and the reason on hover where there is one. */
export function UnknownFigure({ reason }: { reason?: string | undefined }) {
  return (
    <span className="figure" {...(reason !== undefined && { title: reason })}>
      <span aria-hidden="true">{unknownFigure}</span>
      <span className="visually-hidden">{reason === undefined ? t('unknown') : t('unknownBecause', { reason })}</span>
    </span>
  );
}

/** How an amount is shown. */
export interface MoneyTextProps {
  money: Money | undefined;
  /** Show a plus sign too: for a change or an effect. */
  signed?: boolean;
  /** The month is not final, so the amount can still change. */
  estimated?: boolean;
  /** Why the amount is not known. */
  reason?: string | undefined;
}

/** An amount in its currency, or a dash when it is not known. Hovering shows every digit that was read. */
export function MoneyText({ money, signed = false, estimated = false, reason }: MoneyTextProps) {
  if (money === undefined) return <UnknownFigure reason={reason} />;
  return (
    <span className="figure" title={fullPrecision(money)}>
      {signed ? formatSignedMoney(money) : formatMoney(money)}
      {estimated && (
        <Box variant="span" fontSize="body-s" color="text-body-secondary">
          {' '}
          {t('estimated')}
        </Box>
      )}
    </span>
  );
}

/** A margin: an amount that says in words when it is negative. */
export function MarginText(props: MoneyTextProps) {
  const negative = props.money !== undefined && signOf(props.money.amount) < 0;
  return (
    <>
      <MoneyText {...props} />
      {negative && (
        <Box fontSize="body-s" color="text-status-error">
          {t('negativeMargin')}
        </Box>
      )}
    </>
  );
}

/** A percentage with one decimal, or a dash; hovering shows every digit. */
export function PercentText({ percent, reason }: { percent: string | undefined; reason?: string | undefined }) {
  if (percent === undefined) return <UnknownFigure reason={reason} />;
  return (
    <span className="figure" title={`${percent} %`}>
      {formatPercent(percent)}
    </span>
  );
}
