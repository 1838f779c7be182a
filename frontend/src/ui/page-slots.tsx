import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import type { ReactNode } from 'react';
import { createContext, use, useEffect, useMemo, useState } from 'react';

/** A panel for one row, beside or below the page. */
export interface PanelContent {
  header: string;
  content: ReactNode;
  onClose: () => void;
}

/** A message above the page. Its id is stable: the same id replaces the message before it. */
export interface Notice {
  id: string;
  type: NonNullable<FlashbarProps.MessageDefinition['type']>;
  header: string;
  content?: ReactNode;
  action?: ReactNode;
}

interface PageSlots {
  help: ReactNode;
  helpOpen: boolean;
  panel: PanelContent | undefined;
  notices: Notice[];
  /** What the page is about when it is more than its kind: the name of a customer. */
  subject: string | undefined;
  month: string | undefined;
}

interface PageSlotActions {
  showHelp: (topic: ReactNode) => void;
  setHelpOpen: (open: boolean) => void;
  setPageHelp: (topic: ReactNode) => void;
  setPanel: (panel: PanelContent | undefined) => void;
  notify: (notice: Notice) => void;
  dismiss: (id: string) => void;
  setHeading: (heading: { subject: string | undefined; month: string | undefined }) => void;
}

const SlotsContext = createContext<PageSlots | undefined>(undefined);
const ActionsContext = createContext<PageSlotActions | undefined>(undefined);

/** The most messages shown at once; older ones that ended well make room. */
const mostNotices = 5;

const initial: PageSlots = { help: null, helpOpen: false, panel: undefined, notices: [], subject: undefined, month: undefined };

/** Holds what a page puts into the shell: help, panel, messages and heading. */
export function PageSlotsProvider({ children }: { children: ReactNode }) {
  const [slots, setSlots] = useState(initial);
  const actions = useMemo<PageSlotActions>(
    () => ({
      showHelp: (help) => setSlots((before) => ({ ...before, help, helpOpen: true })),
      setHelpOpen: (helpOpen) => setSlots((before) => ({ ...before, helpOpen })),
      setPageHelp: (help) => setSlots((before) => ({ ...before, help })),
      setPanel: (panel) => setSlots((before) => ({ ...before, panel })),
      notify: (notice) =>
        setSlots((before) => ({
          ...before,
          notices: [notice, ...before.notices.filter((other) => other.id !== notice.id)].slice(0, mostNotices),
        })),
      dismiss: (id) => setSlots((before) => ({ ...before, notices: before.notices.filter((notice) => notice.id !== id) })),
      setHeading: (heading) => setSlots((before) => ({ ...before, ...heading })),
    }),
    [],
  );
  return (
    <ActionsContext value={actions}>
      <SlotsContext value={slots}>{children}</SlotsContext>
    </ActionsContext>
  );
}

/** What the shell shows for the page. */
export function usePageSlots(): PageSlots {
  const slots = use(SlotsContext);
  if (slots === undefined) throw new Error('usePageSlots needs a PageSlotsProvider');
  return slots;
}

/** How a page fills the shell. */
export function usePageActions(): PageSlotActions {
  const actions = use(ActionsContext);
  if (actions === undefined) throw new Error('usePageActions needs a PageSlotsProvider');
  return actions;
}

/** Names what the page is about in its title: a customer, and the month its figures are of. */
export function usePageHeading(heading: { subject?: string | undefined; month?: string | undefined }): void {
  const { setHeading } = usePageActions();
  const { subject, month } = heading;
  useEffect(() => {
    setHeading({ subject, month });
    return () => setHeading({ subject: undefined, month: undefined });
  }, [setHeading, subject, month]);
}

/** The help the panel shows for a page until an Info link asks for another topic. `topic` must be a constant. */
export function usePageHelp(topic: ReactNode): void {
  const { setPageHelp } = usePageActions();
  useEffect(() => {
    setPageHelp(topic);
    return () => setPageHelp(null);
  }, [setPageHelp, topic]);
}

/** Shows a panel while the calling component is mounted. */
export function usePanel(header: string, content: ReactNode, onClose: () => void): void {
  const { setPanel } = usePageActions();
  useEffect(() => {
    setPanel({ header, content, onClose });
  }, [setPanel, header, content, onClose]);
  useEffect(() => () => setPanel(undefined), [setPanel]);
}
