import { locale } from './locale';
import { t } from './words';

/** An exact amount as the API sends it: a decimal text and its currency. Credits, refunds and discounts are negative. */
export interface MoneyValue {
  amount: string;
  currency: string;
}

/** What stands where a figure is not known. Never a zero. */
export const unknownFigure = '-';

const decimalPattern = /^-?[0-9]+(\.[0-9]+)?$/;

/** Whether the text is a plain decimal, which Intl formats digit by digit without going through a float. */
export function isDecimal(text: string): text is `${number}` {
  return decimalPattern.test(text);
}

/** -1, 0 or 1; read from the digits, so that 0.000000000000000001 is positive and "-0.00" is zero. */
export function signOf(amount: string): -1 | 0 | 1 {
  if (!/[1-9]/.test(amount)) return 0;
  return amount.startsWith('-') ? -1 : 1;
}

/** The amount with its currency, rounded to the digits the currency is written with; "-$105.59" for a negative one. */
export function formatMoney(money: MoneyValue | undefined): string {
  if (money === undefined || !isDecimal(money.amount)) return unknownFigure;
  return new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency, signDisplay: 'negative' }).format(money.amount);
}

/** The amount with a sign even when it is positive: for a change or an effect. */
export function formatSignedMoney(money: MoneyValue | undefined): string {
  if (money === undefined || !isDecimal(money.amount)) return unknownFigure;
  return new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency, signDisplay: 'exceptZero' }).format(money.amount);
}

/** Every digit that was read, for hovering and copying. */
export function fullPrecision(money: MoneyValue): string {
  return `${money.amount} ${money.currency}`;
}

/** A percentage the API sent as text: one decimal. */
export function formatPercent(percent: string | undefined): string {
  if (percent === undefined || !isDecimal(percent)) return unknownFigure;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'negative',
  }).format(percent);
}

/** A rate a person set, with its sign and every digit that was set: "+3.25%", "-5.0%". */
export function formatRate(percent: string | undefined, signDisplay: 'exceptZero' | 'negative' = 'exceptZero'): string {
  if (percent === undefined || !isDecimal(percent)) return unknownFigure;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 18,
    signDisplay,
  }).format(percent);
}

/** A difference of two percentages in percentage points, with its sign. */
export function formatPoints(points: string | undefined): string {
  if (points === undefined || !isDecimal(points)) return unknownFigure;
  const number = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  return t('points', { points: number.format(points) });
}

/** A count with thousands separators. */
export function formatCount(count: number | undefined): string {
  return count === undefined ? unknownFigure : new Intl.NumberFormat(locale).format(count);
}

/**
 * Where a point is drawn on a chart. A position on the screen only: it is a float, so it is never written, added or compared.
 */
export function plotPosition(money: MoneyValue | undefined): number | undefined {
  return money === undefined || !isDecimal(money.amount) ? undefined : Number(money.amount);
}

/** Orders two amounts exactly, by scaling both to whole numbers. Of the same currency only. */
export function compareAmounts(left: string, right: string): number {
  const scale = Math.max(fraction(left).length, fraction(right).length);
  const difference = scaled(left, scale) - scaled(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function fraction(amount: string): string {
  return amount.split('.')[1] ?? '';
}

function scaled(amount: string, scale: number): bigint {
  const [whole = '0'] = amount.split('.');
  const digits = whole.replace('-', '') + fraction(amount).padEnd(scale, '0');
  const magnitude = BigInt(digits);
  return amount.startsWith('-') ? -magnitude : magnitude;
}
