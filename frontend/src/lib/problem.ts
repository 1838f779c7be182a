import * as z from 'zod/mini';

import { t } from './words';

const fieldSchema = z.object({
  parameter: z.optional(z.string()),
  pointer: z.optional(z.string()),
  code: z.string(),
  detail: z.string(),
});

const problemSchema = z.object({
  title: z.string(),
  status: z.number(),
  code: z.string(),
  request_id: z.string(),
  detail: z.optional(z.string()),
  errors: z.optional(z.array(fieldSchema)),
  retry_after_seconds: z.optional(z.number()),
  missing_permission: z.optional(z.string()),
});

/** Which parts of a request were refused, and what to do about each. */
export type ProblemFieldValue = z.infer<typeof fieldSchema>;

/** Any failure of a call, as one shape. `status` is 0 when no answer came at all. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly title: string,
    readonly status: number,
    readonly code: string,
    readonly detail: string | undefined,
    readonly requestId: string | undefined,
    readonly fields: ProblemFieldValue[],
    readonly retryAfterSeconds: number | undefined,
    readonly missingPermission: string | undefined,
  ) {
    super(detail === undefined ? title : `${title}: ${detail}`);
  }
}

/** Reads the body of a failed answer. A body that is no problem document, such as a proxy's page, is named as such. */
export function problemFrom(body: unknown, status: number, requestId: string | null): ApiProblem {
  const parsed = z.safeParse(problemSchema, body);
  if (!parsed.success) {
    return new ApiProblem(
      t('answered', { status: status.toString() }),
      status,
      'unreadable_answer',
      t('unreadable'),
      requestId ?? undefined,
      [],
      undefined,
      undefined,
    );
  }
  const { title, code, detail, request_id, errors, retry_after_seconds, missing_permission } = parsed.data;
  return new ApiProblem(title, status, code, detail, request_id, errors ?? [], retry_after_seconds, missing_permission);
}

/** The failure of a call that got no answer. */
export function unreachable(): ApiProblem {
  return new ApiProblem(
    t('unreachable'),
    0,
    'unreachable',
    t('checkConnection'),
    undefined,
    [],
    undefined,
    undefined,
  );
}

/** Any thrown value as a problem, so that one component shows them all. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiProblem(t('fault'), 0, 'page_fault', detail, undefined, [], undefined, undefined);
}
