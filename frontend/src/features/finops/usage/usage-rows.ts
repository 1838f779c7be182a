import type { TableProps } from '@cloudscape-design/components/table';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { UsageCost } from '@/api/types';

import { usagePartsQuery } from '../queries';

/** A row of the breakdown, or a service under the row of its customer. */
export interface UsageRow {
  key: string;
  cost: UsageCost;
  isPart: boolean;
}

interface Parts {
  rows: UsageRow[];
  total: number;
  reading: boolean;
  failed: boolean;
}

/** The key of a row: a customer can be billed in two currencies. */
export function usageKey(cost: UsageCost): string {
  return `${cost.key}/${cost.currency}`;
}

/** The services under the rows of customers: which are open, what was read of each, and how to read more. */
export function useServicesOf(receiver: string, month: string) {
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<string[]>([]);
  const [read, setRead] = useState<ReadonlyMap<string, Parts>>(new Map());
  const partsOf = (row: UsageRow): Parts => read.get(row.key) ?? { rows: [], total: 0, reading: false, failed: false };
  const keep = (key: string, parts: Parts) => setRead((before) => new Map(before).set(key, parts));

  const readMore = async (row: UsageRow) => {
    const { customer_id: customer, currency } = row.cost;
    const known = partsOf(row);
    if (customer === undefined || known.reading) return;
    keep(row.key, { ...known, reading: true, failed: false });
    try {
      const answer = await queryClient.fetchQuery(usagePartsQuery(receiver, month, customer, currency, known.rows.length));
      const more = answer.items.map((cost) => ({ key: `${row.key}/${cost.key}`, cost, isPart: true }));
      keep(row.key, { rows: [...known.rows, ...more], total: answer.total, reading: false, failed: false });
    } catch {
      // What failed is said in the row, with a way to try again.
      keep(row.key, { ...known, reading: false, failed: true });
    }
  };

  return {
    open,
    children: (row: UsageRow) => partsOf(row).rows,
    rest: (row: UsageRow): TableProps.LoadingStatus => {
      const { rows, total, reading, failed } = partsOf(row);
      if (reading) return 'loading';
      if (failed) return 'error';
      return rows.length < total ? 'pending' : 'finished';
    },
    onMore: (row: UsageRow) => void readMore(row),
    onToggle: (row: UsageRow, isOpen: boolean) => {
      setOpen((before) => (isOpen ? [...before, row.key] : before.filter((key) => key !== row.key)));
      if (isOpen && partsOf(row).rows.length === 0) void readMore(row);
    },
  };
}
