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

/** What the server asks of a person for each kind of work; an admin may everything. */
const needed: Record<'operator' | 'approver' | 'admin', { roles: Role[]; reason: string }> = {
  operator: { roles: ['operator', 'admin'], reason: t('needsOperator') },
  approver: { roles: ['approver', 'admin'], reason: t('needsApprover') },
  admin: { roles: ['admin'], reason: t('needsAdmin') },
};

function useReason(kind: keyof typeof needed): string | undefined {
  const { data } = useSuspenseQuery(meQuery());
  const { roles, reason } = needed[kind];
  return data.roles.some((role) => roles.includes(role)) ? undefined : reason;
}

/** Why this person may not start or stop work; undefined when they may. The server enforces it either way. */
export const useOperatorReason = () => useReason('operator');

/** Why this person may not approve what others propose. */
export const useApproverReason = () => useReason('approver');

/** Why this person may not change what holds for everybody. */
export const useAdminReason = () => useReason('admin');

/** The id under which this person makes and approves plans. */
export function usePrincipal(): string {
  const { data } = useSuspenseQuery(meQuery());
  return data.principal.id;
}
