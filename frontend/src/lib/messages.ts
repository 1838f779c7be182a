import { language, locale } from './locale';

/** What a placeholder can be filled with. A number is written as a count of the locale; figures come as finished texts. */
type Values = Readonly<Record<string, string | number>>;

/** Only for its parameter: a method may declare the values it needs. */
interface Worded {
  say(values: Values): string;
}

/** A text with `{placeholders}`, or a function where a number decides about the words. */
type Message = string | Worded['say'];

type Catalogue = Readonly<Record<string, Message>>;

/** The names between braces. */
type Placeholder<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;

/** What a message needs. */
type Needs<M> = M extends string ? Record<Placeholder<M>, string | number> : M extends (values: infer V) => string ? V : never;

/** The arguments beside the key: none for a message that needs nothing. */
type Given<N> = [keyof N] extends [never] ? [] : [values: N];

/** A catalogue with the keys of another, each message made from the same values. A wrong one becomes the error's text. */
type Matching<Base, Other> = {
  [K in keyof Base | keyof Other]: K extends keyof Base
    ? K extends keyof Other
      ? SameNeeds<Base[K], Other[K]>
      : Message
    : 'There is no such key in English.';
};

type SameNeeds<B, O> = O extends string
  ? [Placeholder<O>] extends [keyof Needs<B>]
    ? [keyof Needs<B>] extends [Placeholder<O>]
      ? O
      : 'A placeholder of the English text is missing.'
    : 'There is no such placeholder in the English text.'
  : (values: Needs<B>) => string;

/** Says a message in the person's language. */
export interface Translate<C> {
  <K extends keyof C & string>(key: K, ...values: Given<Needs<C[K]>>): string;
  /** The message in pieces, for a sentence with a link or a figure in it; see ui/rich-text.tsx. */
  parts<K extends keyof C & string, Node>(key: K, values: Record<keyof Needs<C[K]>, Node>): (string | Node)[];
}

/**
 * The texts of one folder in every language. `de` must have exactly the keys of `en`, and each message the placeholders
 * of the English one; both are errors of the compiler.
 *
 * A feature's catalogue is loaded with the feature. What is not in a catalogue, such as the details of a problem, comes
 * from the server and is English.
 */
export function messages<const En extends Catalogue, const De extends Catalogue>(catalogue: { en: En; de: De & Matching<En, De> }): Translate<En>;
export function messages(catalogue: { en: Catalogue; de: Catalogue }) {
  const chosen = language === 'de' ? catalogue.de : catalogue.en;
  const say = (key: string, values: Values = {}) => {
    const message = chosen[key] ?? key;
    const text = typeof message === 'string' ? message.replaceAll(/\{(\w+)\}/g, (_, name: string) => show(values[name])) : message(values);
    return mark(text);
  };
  const parts = <Node>(key: string, values: Record<string, Node>): (string | Node)[] => {
    const message = chosen[key] ?? key;
    if (typeof message !== 'string') throw new Error(`The message ${key} is a function; it has no pieces.`);
    return message
      .split(/\{(\w+)\}/)
      .map((piece, index) => (index % 2 === 0 ? mark(piece) : (values[piece] ?? '')));
  };
  return Object.assign(say, { parts });
}

/** The words for a number: `plural(3, { one: '# customer', other: '# customers' })`; `#` is the number itself. */
export function plural(count: number, forms: { one: string; other: string }): string {
  const form = rules.select(count) === 'one' ? forms.one : forms.other;
  return form.replaceAll('#', show(count));
}

/** A message that is {@link plural} of its `count`. */
export function counted(forms: { one: string; other: string }): (values: { count: number }) => string {
  return ({ count }) => plural(count, forms);
}

const rules = new Intl.PluralRules(locale);
const counts = new Intl.NumberFormat(locale);

function show(value: string | number | undefined): string {
  return typeof value === 'number' ? counts.format(value) : (value ?? '');
}

/** Brackets around every text of a catalogue, in the tests' language. */
function mark(text: string): string {
  return language === 'xx' && text.trim() !== '' ? `⟦${text}⟧` : text;
}
