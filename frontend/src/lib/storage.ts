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

/** Writes a preference; when storage is full or switched off it is not remembered, and nothing else happens. */
export function writeStored(key: string, value: unknown): void {
  try {
    window.localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // See readStored.
  }
}
