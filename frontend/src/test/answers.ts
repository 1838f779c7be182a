import { http, HttpResponse } from 'msw';

import type { paths } from '@/api/schema.gen';
import type { Problem } from '@/api/types';

/** The paths of the contract that can be read. */
type Readable = { [P in keyof paths]: paths[P] extends { get: { responses: { 200: { content: { 'application/json': unknown } } } } } ? P : never }[keyof paths];

/** What the contract says a path answers. */
type AnswerOf<P extends Readable> = paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer T } } } } } ? T : never;

/** The address of a contract path as the browser asks for it. */
export function addressOf(path: string): string {
  return `*/api${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
}

/** Answers a read with a value of the type the contract gives; `seen` is told of every request. */
export function answers<P extends Readable>(path: P, value: AnswerOf<P>, seen?: (request: Request) => void) {
  return http.get(addressOf(path), ({ request }) => {
    seen?.(request);
    return new HttpResponse(JSON.stringify(value), { headers: { 'Content-Type': 'application/json' } });
  });
}

/** Answers a read with a problem document. */
export function fails(path: Readable, status: number, problem: Partial<Problem> = {}) {
  return http.get(addressOf(path), () => new HttpResponse(JSON.stringify(problemOf(status, problem)), { status, headers: { 'Content-Type': 'application/problem+json' } }));
}

/** A complete problem document. */
export function problemOf(status: number, problem: Partial<Problem> = {}): Problem {
  return {
    type: '/docs#problem-internal',
    title: 'The ledger cannot be read',
    status,
    code: 'internal',
    request_id: '4f1c2a9e',
    detail: 'Try again. Name the request if it stays.',
    ...problem,
  };
}
