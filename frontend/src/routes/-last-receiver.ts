import * as z from 'zod/mini';

import { readStored, writeStored } from '@/lib/storage';

const key = 'receiver:last:v1';

/** The receiver looked at last, for the address "/" alone. Every other page takes its receiver from its own address. */
export function lastReceiver(): string | undefined {
  const stored = readStored(key, z.string(), '');
  return stored === '' ? undefined : stored;
}

/** Remembers the receiver for the next visit of "/". */
export function rememberReceiver(receiver: string): void {
  writeStored(key, receiver);
}
