import type { ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useState } from 'react';

import type { CustomLineItem } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';

import { AttributeModal } from './attribute-modal';
import { ChoiceModal } from './choice-modal';
import { t } from './messages';

const actions = ['end', 'delete', 'attribute'] as const;
type Action = (typeof actions)[number];

/** What the menu of line items is told. */
export interface ItemActionsProps {
  receiver: string;
  month: string;
  /** The items it acts on: those that were chosen, or the one of the page. */
  items: CustomLineItem[];
  /** What the menu is called. */
  label: string;
}

/** What can be done with line items: end, delete, say what they stand for. What cannot be done says why. */
export function ItemActions({ receiver, month, items, label }: ItemActionsProps) {
  const [open, setOpen] = useState<Action>();
  const roleReason = useOperatorReason();
  const reasonOf = (action: Action): string | undefined => {
    if (roleReason !== undefined) return roleReason;
    if (items.length === 0) return t('selectedRule');
    return action === 'attribute' && items.every((item) => item.attribution?.source === 'portal') ? t('attributeCarried') : undefined;
  };
  const close = () => setOpen(undefined);
  return (
    <>
      <ButtonDropdown
        expandToViewport
        items={actions.map((id): ButtonDropdownProps.Item => {
          const reason = reasonOf(id);
          return { id, text: t(id), disabled: reason !== undefined, ...(reason !== undefined && { disabledReason: reason }) };
        })}
        onItemClick={({ detail }) => setOpen(actions.find((id) => id === detail.id))}
      >
        {label}
      </ButtonDropdown>
      {(open === 'end' || open === 'delete') && <ChoiceModal receiver={receiver} month={month} what={open} items={items} onClose={close} />}
      {open === 'attribute' && <AttributeModal receiver={receiver} items={items.filter((item) => item.attribution?.source !== 'portal')} onClose={close} />}
    </>
  );
}
