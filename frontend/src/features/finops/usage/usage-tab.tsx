import SegmentedControl from '@cloudscape-design/components/segmented-control';

import type { UsageGrouping } from '@/api/types';
import type { ListState } from '@/lib/url-state';

import { t } from './messages';
import { UsageTable } from './usage-table';

const groupings = [
  { id: 'customer', text: t('byCustomer') },
  { id: 'account', text: t('byAccount') },
  { id: 'service', text: t('byService') },
] as const;

/** What the tab of the breakdown is told. */
export interface UsageTabProps {
  receiver: string;
  month: string;
  by: UsageGrouping;
  onBy: (by: UsageGrouping) => void;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** The breakdown of the month with the choice of what a row is. */
export function UsageTab({ by, onBy, ...list }: UsageTabProps) {
  return (
    <UsageTable
      key={`${by}${list.month}`}
      {...list}
      by={by}
      controls={
        <SegmentedControl
          label={t('whatRow')}
          selectedId={by}
          options={[...groupings]}
          onChange={({ detail }) => {
            const chosen = groupings.find((grouping) => grouping.id === detail.selectedId);
            if (chosen !== undefined) onBy(chosen.id);
          }}
        />
      }
    />
  );
}
