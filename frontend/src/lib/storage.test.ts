import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import { readStored, writeStored } from './storage';

const schema = z.object({ size: z.number() });

describe('stored preferences', () => {
  it('come back', () => {
    writeStored('a', { size: 50 });
    expect(readStored('a', schema, { size: 25 })).toEqual({ size: 50 });
  });

  it.each(['{"size":"many"}', 'not json', '[]'])('fall back when what is stored is %s', (text) => {
    window.localStorage.setItem('a', text);
    expect(readStored('a', schema, { size: 25 })).toEqual({ size: 25 });
  });
});
