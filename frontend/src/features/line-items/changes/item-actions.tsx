import type { ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useState } from 'react';

import type { CustomLineItem, LineItemAttributionsRequest } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';

import { AttributeModal } from './attribute-modal';
import { ChoiceModal } from './choice-modal';
import { t } from './messages';

const actions = ['end', 'delete', 'attribute', 'attribute-matching'] as const;
type Action = (typeof actions)[number];

/** All items that a list finds, on all pages. */
export interface MatchingItems {
  count: number;
  scope: Pick<LineItemAttributionsRequest, 'search' | 'filter' | 'match'>;
}

/** What the menu of line items is told. */
export interface ItemActionsProps {
  receiver: string;
  month: string;
  /** The items it acts on: those that were chosen, or the one of the page. */
  items: CustomLineItem[];
  /** Those that the list finds; absent where there is no list. */
  matching?: MatchingItems | undefined;
  /** What the menu is called. */
  label: string;
}

/** What can be done with line items: end, delete, say what they stand for. What cannot be done says why. */
export function ItemActions({ receiver, month, items, matching, label }: ItemActionsProps) {
  const [open, setOpen] = useState<Action>();
  const roleReason = useOperatorReason();
  const reasonOf = (action: Action): string | undefined => {
    if (roleReason !== undefined) return roleReason;
    if (action === 'attribute-matching') return matching?.count === 0 ? t('nothingMatches') : undefined;
    if (items.length === 0) return t('selectedRule');
    return action === 'attribute' && items.every((item) => item.attribution?.source === 'portal') ? t('attributeCarried') : undefined;
  };
  const textOf = (action: Action) => (action === 'attribute-matching' ? t('attributeMatching', { count: matching?.count ?? 0 }) : t(action));
  const close = () => setOpen(undefined);
  const own = items.filter((item) => item.attribution?.source !== 'portal');
  return (
    <>
      <ButtonDropdown
        expandToViewport
        items={actions
          .filter((id) => id !== 'attribute-matching' || matching !== undefined)
          .map((id): ButtonDropdownProps.Item => {
            const reason = reasonOf(id);
            return { id, text: textOf(id), disabled: reason !== undefined, ...(reason !== undefined && { disabledReason: reason }) };
          })}
        onItemClick={({ detail }) => setOpen(actions.find((id) => id === detail.id))}
      >
        {label}
      </ButtonDropdown>
      {(open === 'end' || open === 'delete') && <ChoiceModal receiver={receiver} month={month} what={open} items={items} onClose={close} />}
      {open === 'attribute' && (
        <AttributeModal
          receiver={receiver}
          month={month}
          scope={{ line_item_ids: own.map((item) => item.line_item_id) }}
          name={own.length === 1 ? (own[0]?.name ?? '') : t('several', { count: own.length })}
          standsFor={own[0]?.attribution?.class}
          onClose={close}
        />
      )}
      {open === 'attribute-matching' && matching !== undefined && (
        <AttributeModal receiver={receiver} month={month} scope={matching.scope} name={t('several', { count: matching.count })} standsFor={undefined} onClose={close} />
      )}
    </>
  );
}
