import { useQuery, useSuspenseQuery } from '@tanstack/react-query';

import { meQuery } from '@/features/identity/queries';
import { monthOf, monthsBack } from '@/lib/month';
import { MonthPicker } from '@/ui/month-picker';

import { ledgerQuery } from './queries';

/** AWS keeps thirteen months before the current one. */
const monthsOffered = 14;

/** The month picker of a page of figures, with the standing of every month the ledger knows. */
export function PeriodControl({ receiver, month, onMonth }: { receiver: string; month: string; onMonth: (month: string) => void }) {
  const { data: me } = useSuspenseQuery(meQuery());
  const { data: ledger } = useQuery(ledgerQuery(receiver));
  const standing = new Map((ledger?.items ?? []).map((item) => [item.month, item.standing]));
  const months = [...new Set([...monthsBack(monthOf(me.environment.now), monthsOffered), ...standing.keys()])].sort().reverse();
  return <MonthPicker month={month} months={months.map((item) => ({ month: item, standing: standing.get(item) }))} onMonth={onMonth} />;
}
