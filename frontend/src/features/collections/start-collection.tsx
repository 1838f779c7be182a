import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useState } from 'react';

import type { CollectionMode } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';

import { t } from './messages';
import { modeWords } from './modes';
import { StartModal } from './start-modal';

const modes = ['refresh', 'detail', 'backfill', 'verify'] as const satisfies readonly CollectionMode[];

/** The button that starts a collection, by way of what it will cost. */
export function StartCollection({ receiver, running }: { receiver: string; running: boolean }) {
  const [mode, setMode] = useState<CollectionMode>();
  const roleReason = useOperatorReason();
  const reason = roleReason ?? (running ? t('runs') : undefined);
  return (
    <>
      <ButtonDropdown
        variant="primary"
        expandToViewport
        items={modes.map((id) => ({
          id,
          text: modeWords[id].action,
          secondaryText: modeWords[id].reads,
          disabled: reason !== undefined,
          ...(reason !== undefined && { disabledReason: reason }),
        }))}
        onItemClick={({ detail }) => setMode(modes.find((item) => item === detail.id))}
      >
        {t('start')}
      </ButtonDropdown>
      {mode !== undefined && <StartModal receiver={receiver} mode={mode} onClose={() => setMode(undefined)} />}
    </>
  );
}
