import { lazy, Suspense } from 'react';

import type { PageShortcut } from '@/shell/shortcuts';

// Few visits open one; their code is loaded when one does.
const QuickSearch = lazy(async () => ({ default: (await import('@/features/customers/quick-search')).QuickSearch }));
const ShortcutsModal = lazy(async () => ({ default: (await import('@/shell/shortcuts-modal')).ShortcutsModal }));

/** What can be open above any page. */
export type Dialog = 'search' | 'keys';

/** What the dialogs of the frame are told. */
export interface DialogsProps {
  open: Dialog | undefined;
  receiver: string | undefined;
  period: string;
  pages: PageShortcut[];
  singleKeys: boolean;
  onSingleKeys: (on: boolean) => void;
  onClose: () => void;
}

/** The dialogs that are open on any page: the search for a customer and the list of shortcuts. */
export function Dialogs({ open, receiver, period, pages, singleKeys, onSingleKeys, onClose }: DialogsProps) {
  return (
    <Suspense fallback={null}>
      {open === 'search' && receiver !== undefined && <QuickSearch receiver={receiver} period={period} onClose={onClose} />}
      {open === 'keys' && <ShortcutsModal pages={pages} singleKeys={singleKeys} onSingleKeys={onSingleKeys} onClose={onClose} />}
    </Suspense>
  );
}
