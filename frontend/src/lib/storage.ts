import * as z from 'zod/mini';

/**
 * Reads a preference. What is stored may be of an older version or damaged, so it goes through a schema, and anything
 * that does not fit counts as not stored. Preferences only: which receiver or month is shown is in the address.
 */
export function readStored<T>(key: string, schema: z.ZodMiniType<T>, fallback: T): T {
  try {
    const text = window.localStorage.getItem(key);
    if (text === null) return fallback;
    const parsed = z.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.data : fallback;
  } catch {
    // Storage can be switched off or hold no JSON; a preference is then not remembered.
    return fallback;
  }
}

/** Told of every preference that a person changes; see {@link onWritten}. */
let listener: ((key: string, text: string) => void) | undefined;

/** Calls `told` whenever a preference is written, so that it can be kept elsewhere too. There is one listener. */
export function onWritten(told: (key: string, text: string) => void): void {
  listener = told;
}

/** Writes a preference; when storage is full or switched off it is not remembered, and nothing else happens. */
export function writeStored(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  writeText(key, text);
  listener?.(key, text);
}

/** Puts a preference that is kept elsewhere into this browser, without telling the listener. */
export function writeText(key: string, text: string): void {
  try {
    window.localStorage.setItem(key, text);
  } catch {
    // See readStored.
  }
}
