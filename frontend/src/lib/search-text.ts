/**
 * How the query of an address is written: plain text, a key repeated for a list, keys sorted, nothing quoted:
 * `?filter=margin%3Alt%3A0&period=2026-10`. A person can read it and an integrator can build it.
 */
export function parseSearchText(text: string): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const before = found[key];
    if (before === undefined) found[key] = value;
    else found[key] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return found;
}

/** The reverse of {@link parseSearchText}; empty and absent values are left out. */
export function writeSearchText(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const key of Object.keys(search).sort()) {
    const value = search[key];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    for (const item of list) {
      if (typeof item === 'number' || (typeof item === 'string' && item !== '')) params.append(key, String(item));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
