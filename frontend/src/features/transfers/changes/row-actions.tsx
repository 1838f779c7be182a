import type { ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';

import type { LifecycleState, Transfer } from '@/api/types';
import { paths } from '@/lib/paths';
import { useGo } from '@/ui/app-link';

import type { Change } from './change-modal';
import { t } from './messages';

type Action = Change | 'invite';

const texts: Record<Action, string> = {
  rename: t('rename'),
  withdraw: t('withdraw'),
  cancel_invitation: t('takeBack'),
  invite: t('inviteAgain'),
};

/** What AWS allows in each state. */
const allowed: Record<LifecycleState, Action[]> = {
  invited: ['cancel_invitation'],
  scheduled: ['rename', 'withdraw'],
  active: ['rename', 'withdraw'],
  ending: ['rename', 'invite'],
  ended: ['invite'],
  dead: ['invite'],
};

const order: Action[] = ['rename', 'withdraw', 'cancel_invitation', 'invite'];

/** What the menu of a row is told. */
export interface RowActionsProps {
  receiver: string;
  transfer: Transfer;
  /** Why this person may not change anything. */
  roleReason: string | undefined;
  onChange: (change: Change) => void;
}

/** The menu of a transfer. What cannot be done is there too, with the reason. */
export function RowActions({ receiver, transfer, roleReason, onChange }: RowActionsProps) {
  const go = useGo();
  const reasonOf = (action: Action): string | undefined => {
    if (roleReason !== undefined) return roleReason;
    if (transfer.relation === 'indirect') return t('indirect', { account: transfer.via_account_id ?? '' });
    return allowed[transfer.state].includes(action) ? undefined : t('noAction');
  };
  return (
    <ButtonDropdown
      variant="inline-icon"
      ariaLabel={t('actionsFor', { name: transfer.name })}
      expandToViewport
      items={order.map((id): ButtonDropdownProps.Item => {
        const reason = reasonOf(id);
        return { id, text: texts[id], disabled: reason !== undefined, ...(reason !== undefined && { disabledReason: reason }) };
      })}
      onItemClick={({ detail }) => {
        const action = order.find((id) => id === detail.id);
        if (action === 'invite') go(paths.invite(receiver, { account: transfer.customer_id, name: transfer.name }));
        else if (action !== undefined) onChange(action);
      }}
    />
  );
}
