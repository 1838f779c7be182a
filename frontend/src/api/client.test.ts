import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import { ApiProblem } from '@/lib/problem';
import { addressOf, answers, fails, problemOf } from '@/test/answers';
import { emptyDashboard, me, receiver } from '@/test/fixtures';
import { server } from '@/test/server';

import { api, dataOf } from './client';

const dashboard = () => dataOf(api.GET('/dashboard', { params: { header: { 'X-Account-Id': receiver }, query: { period: '2026-11' } } }));

async function problemOfCall(call: Promise<unknown>): Promise<ApiProblem> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiProblem) return error;
  throw new Error(`the call ended with ${String(error)} and not with a problem`);
}

describe('the API client', () => {
  it('names the receiver of each call in its header and takes the prefix /api', async () => {
    let seen: Request | undefined;
    server.use(answers('/dashboard', emptyDashboard, (request) => (seen = request)));
    await expect(dashboard()).resolves.toEqual(emptyDashboard);
    expect(seen?.headers.get('X-Account-Id')).toBe(receiver);
    expect(new URL(seen?.url ?? '').pathname).toBe('/api/dashboard');
  });

  it('repeats a filter for each term', async () => {
    let url = '';
    server.use(answers('/transfers', { items: [], total: 0, states: [] }, (request) => (url = request.url)));
    await dataOf(api.GET('/transfers', { params: { header: { 'X-Account-Id': receiver }, query: { filter: ['state:eq:active', 'name:contains:a'] } } }));
    expect(new URL(url).searchParams.getAll('filter')).toEqual(['state:eq:active', 'name:contains:a']);
  });

  it('turns a problem document into an ApiProblem', async () => {
    server.use(
      fails('/dashboard', 400, {
        title: 'The request is not valid',
        code: 'invalid_request',
        errors: [{ parameter: 'period', code: 'invalid_month', detail: 'Use YYYY-MM.' }],
      }),
    );
    expect(await problemOfCall(dashboard())).toMatchObject({
      status: 400,
      code: 'invalid_request',
      requestId: '4f1c2a9e',
      fields: [{ parameter: 'period', detail: 'Use YYYY-MM.' }],
    });
  });

  it('does not take the page of a proxy for an answer', async () => {
    server.use(http.get(addressOf('/me'), () => new HttpResponse('<html>Bad gateway</html>', { status: 502 })));
    expect(await problemOfCall(dataOf(api.GET('/me')))).toMatchObject({ status: 502, code: 'unreadable_answer' });
  });

  it('says so when nothing answers', async () => {
    server.use(http.get(addressOf('/me'), () => HttpResponse.error()));
    expect(await problemOfCall(dataOf(api.GET('/me')))).toMatchObject({ status: 0, code: 'unreachable' });
  });

  it('reads again twice when the portal is unavailable', async () => {
    let calls = 0;
    server.use(
      http.get(addressOf('/me'), () => {
        calls += 1;
        return calls < 3 ? busy() : HttpResponse.json(me);
      }),
    );
    await expect(dataOf(api.GET('/me'))).resolves.toEqual(me);
    expect(calls).toBe(3);
  });

  it('gives up after that, and never repeats a write or another failure', async () => {
    const calls = { read: 0, write: 0, broken: 0 };
    server.use(
      http.get(addressOf('/me'), () => ((calls.read += 1), busy())),
      http.post(addressOf('/collections'), () => ((calls.write += 1), busy())),
      http.get(addressOf('/accounts'), () => ((calls.broken += 1), HttpResponse.json(problemOf(500), { status: 500 }))),
    );
    expect(await problemOfCall(dataOf(api.GET('/me')))).toMatchObject({ status: 503 });
    expect(await problemOfCall(dataOf(api.POST('/collections', { params: { header: { 'X-Account-Id': receiver } }, body: { mode: 'refresh' } })))).toMatchObject({ status: 503 });
    expect(await problemOfCall(dataOf(api.GET('/accounts')))).toMatchObject({ status: 500 });
    expect(calls).toEqual({ read: 3, write: 1, broken: 1 });
  });
});

function busy() {
  return HttpResponse.json(problemOf(503, { code: 'unavailable' }), { status: 503, headers: { 'Retry-After': '0.02' } });
}
