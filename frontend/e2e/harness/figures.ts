// A second opinion on how figures are written and added, so that a fault of the application's own code is seen.

/** Digits after the point that sums are made with. AWS sends ten. */
const scale = 24;

function scaled(amount: string): bigint {
  const match = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(amount);
  if (match === null) throw new Error(`"${amount}" is not a plain decimal`);
  const [, minus, whole = '0', fraction = ''] = match;
  const magnitude = BigInt(whole + fraction.padEnd(scale, '0'));
  return minus === '-' ? -magnitude : magnitude;
}

/** The exact sum, in a form that can be compared with {@link exact}. */
export function sum(amounts: string[]): string {
  return amounts.reduce((total, amount) => total + scaled(amount), 0n).toString();
}

/** An amount in the form of {@link sum}. */
export function exact(amount: string): string {
  return scaled(amount).toString();
}

/** "-$1,234.50": rounded half away from zero to cents. */
export function usd(amount: string | undefined): string {
  if (amount === undefined) return '-';
  const value = scaled(amount);
  const magnitude = value < 0n ? -value : value;
  const unit = 10n ** BigInt(scale - 2);
  const cents = (magnitude + unit / 2n) / unit;
  const whole = (cents / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0n && cents > 0n ? '-' : '';
  return `${sign}$${whole}.${(cents % 100n).toString().padStart(2, '0')}`;
}

/** "12.3%": one decimal, rounded half away from zero. */
export function percent(text: string | undefined): string {
  if (text === undefined) return '-';
  const value = scaled(text);
  const magnitude = value < 0n ? -value : value;
  const unit = 10n ** BigInt(scale - 1);
  const tenths = (magnitude + unit / 2n) / unit;
  const whole = (tenths / 10n).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0n && tenths > 0n ? '-' : ''}${whole}.${(tenths % 10n).toString()}%`;
}
