import * as z from 'zod/mini';

import { onWritten, readStored, writeStored, writeText } from '@/lib/storage';

import { api, dataOf } from './client';

/** The preferences that follow a person from browser to browser; the others, such as the last receiver, stay where they are. */
const follows = /^(display:v1|table:[a-z0-9:._-]{1,80})$/;

/** How long a first visit waits for what the person chose elsewhere, in milliseconds. */
const patience = 1_500;

/** How long a change waits for the next one, in milliseconds. */
const pause = 400;

const visitedKey = 'preferences-read';

/**
 * Keeps preferences on the server, with this browser as a copy that is read first. Resolves when the page can be drawn: at
 * once where this browser knows the person, else when the server has answered or patience ends. `changed` is called with
 * each preference the server had otherwise.
 */
export async function followPreferences(changed: (key: string) => void): Promise<void> {
  const pending = new Map<string, string>();
  let timer: number | undefined;
  const send = () => {
    for (const [key, value] of pending) {
      // A failure is not shown: the choice holds in this browser, and the next change is sent again.
      api.PUT('/me/preferences/{preference_key}', { params: { path: { preference_key: key } }, body: { value }, keepalive: true }).catch(() => undefined);
    }
    pending.clear();
  };
  onWritten((key, text) => {
    if (!follows.test(key)) return;
    pending.set(key, text);
    window.clearTimeout(timer);
    timer = window.setTimeout(send, pause);
  });
  window.addEventListener('pagehide', send);
  const read = readAll(changed).catch(() => undefined);
  const known = readStored(visitedKey, z.boolean(), false);
  writeStored(visitedKey, true);
  if (!known) await Promise.race([read, new Promise((resolve) => window.setTimeout(resolve, patience))]);
}

async function readAll(changed: (key: string) => void): Promise<void> {
  let cursor: string | undefined;
  do {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const page = await dataOf(api.GET('/me/preferences', { params: { query } }));
    for (const { key, value } of page.items) {
      if (!follows.test(key) || JSON.stringify(readStored(key, z.unknown(), undefined)) === value) continue;
      writeText(key, value);
      changed(key);
    }
    cursor = page.next_cursor;
  } while (cursor !== undefined);
}
