import { locale } from './locale';

const parts = new Intl.NumberFormat(locale, { useGrouping: 'always' }).formatToParts(1_234_567.8);
const point = parts.find((part) => part.type === 'decimal')?.value ?? '.';
const group = parts.find((part) => part.type === 'group')?.value ?? ',';

/**
 * A decimal as a person writes it, as the wire takes it: "1,234.5" is "1234.5", in German "1.234,5". Undefined when it is
 * no decimal of the person's language, so that a comma is never taken for a point. No float is made.
 */
export function readDecimal(text: string): string | undefined {
  const [whole = '', fraction, ...more] = text.trim().split(point);
  if (more.length > 0) return undefined;
  const groups = whole.split(group);
  const grouped = groups.length > 1 && groups.slice(1).every((digits) => /^[0-9]{3}$/.test(digits)) && /^[0-9]{1,3}$/.test(groups[0] ?? '');
  const digits = grouped ? groups.join('') : whole;
  if (!/^[0-9]+$/.test(digits) || (fraction !== undefined && !/^[0-9]+$/.test(fraction))) return undefined;
  const plain = digits.replace(/^0+(?=[0-9])/, '');
  return fraction === undefined ? plain : `${plain}.${fraction}`;
}

/** A decimal of the wire for a field, in which {@link readDecimal} reads it again. */
export function writeDecimal(decimal: string): string {
  return decimal.replace('.', point);
}
