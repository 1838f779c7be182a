import createClient from 'openapi-fetch';

import type { paths } from './schema.gen';
import { ApiProblem, problemFrom, unreachable } from '@/lib/problem';

/** How often a read is tried again when the portal says that it is unavailable. Writes never are. */
const readRetries = 2;

/** The longest wait before a read is tried again, in seconds, whatever the portal asks for. */
const longestWait = 5;

function wait(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = window.setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      window.clearTimeout(timer);
      reject(new DOMException('The read was abandoned', 'AbortError'));
    });
  });
}

async function fetchWithRetry(request: Request): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(request.clone());
    if (response.status !== 503 || request.method !== 'GET' || attempt >= readRetries) return response;
    const asked = Number(response.headers.get('Retry-After') ?? '');
    const seconds = Number.isFinite(asked) && asked > 0 ? asked : 0.25 * 2 ** attempt;
    await wait(Math.min(seconds, longestWait), request.signal);
  }
}

async function guardedFetch(request: Request): Promise<Response> {
  let response: Response;
  try {
    response = await fetchWithRetry(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  throw problemFrom(body, response.status, response.headers.get('X-Request-Id'));
}

/**
 * The only way to the server. Every operation that reads a receiver's data requires `X-Account-Id` in its header
 * parameters by type; it comes from the address of the page, never from storage.
 */
export const api = createClient<paths, 'application/json'>({
  baseUrl: `${window.location.origin}/api`,
  fetch: guardedFetch,
  headers: { Accept: 'application/json' },
});

/** The data of an answer. Failures were thrown as {@link ApiProblem} before this is reached. */
export async function dataOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  if (data === undefined) throw new ApiProblem('The answer is empty', 0, 'empty_answer', undefined, undefined, [], undefined, undefined);
  return data;
}

/** A file of the server, whole. `receiver` is empty for what belongs to none. The name is the server's. */
export async function download(path: string, receiver: string, mediaType: string): Promise<{ name: string; content: Blob }> {
  const headers = { Accept: mediaType, ...(receiver !== '' && { 'X-Account-Id': receiver }) };
  const response = await guardedFetch(new Request(`${window.location.origin}/api${path}`, { headers }));
  const name = /filename="?([^";]+)"?/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  return { name: name ?? 'download', content: await response.blob() };
}
