import ButtonDropdown from '@cloudscape-design/components/button-dropdown';

import { t } from './selection-messages';

/** What an action on many rows is told. */
export interface BulkActionProps {
  /** What is done: "Plan fixes". */
  children: string;
  /** How many rows are chosen. */
  selected: number;
  /** How many rows match the filter and can be acted on, on all pages; undefined while that is not known. */
  matching: number | undefined;
  /** Whether the list is filtered, which decides how all of it is called. */
  filtered: boolean;
  loading?: boolean;
  /** Why nothing can be done at all. */
  reason?: string | undefined;
  /** Why not all that match can be acted on. */
  matchingReason?: string | undefined;
  onSelected: () => void;
  onMatching: () => void;
}

/** One action on the chosen rows, or on all that match the filter. What cannot be done says why. */
export function BulkAction({ children, selected, matching, filtered, loading = false, reason, matchingReason, onSelected, onMatching }: BulkActionProps) {
  const notMatching = matching === undefined || matching === 0 ? t('nothingMatches') : matchingReason;
  return (
    <ButtonDropdown
      variant="primary"
      loading={loading}
      disabled={reason !== undefined}
      {...(reason !== undefined && { disabledReason: reason })}
      expandToViewport
      items={[
        {
          id: 'selected',
          text: selected === 0 ? t('selectedNone') : t('selected', { count: selected }),
          disabled: selected === 0,
          ...(selected === 0 && { disabledReason: t('nothingSelected') }),
        },
        {
          id: 'matching',
          text: t(filtered ? 'allMatching' : 'allOf', { count: matching ?? 0 }),
          disabled: notMatching !== undefined,
          ...(notMatching !== undefined && { disabledReason: notMatching }),
        },
      ]}
      onItemClick={({ detail }) => (detail.id === 'selected' ? onSelected() : onMatching())}
    >
      {children}
    </ButtonDropdown>
  );
}
