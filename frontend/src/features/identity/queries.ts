import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import type { Role } from '@/api/types';
import { monthOf } from '@/lib/month';

import { t } from './messages';

/** Who is calling, which receivers they may use, and which environment the portal talks to. */
export const meQuery = () =>
  queryOptions({
    queryKey: ['identity', 'me'],
    queryFn: ({ signal }) => dataOf(api.GET('/me', { signal })),
    staleTime: 5 * 60_000,
  });

/** The month a page shows: the one of its address, or else the current one on the portal's own clock. */
export function useMonth(period: string): string {
  const { data } = useSuspenseQuery(meQuery());
  return period === '' ? monthOf(data.environment.now) : period;
}

/** This moment on the portal's own clock, as it was when the page was loaded. */
export function useNow(): string {
  const { data } = useSuspenseQuery(meQuery());
  return data.environment.now;
}

const mayOperate: Role[] = ['operator', 'approver', 'admin'];

/** Why this person may not start or stop work; undefined when they may. The server enforces it either way. */
export function useOperatorReason(): string | undefined {
  const { data } = useSuspenseQuery(meQuery());
  return data.roles.some((role) => mayOperate.includes(role)) ? undefined : t('needsOperator');
}
