import { useEffect, useEffectEvent, useRef } from 'react';

/** A page that two keys lead to: `g`, then its own. */
export interface PageShortcut {
  key: string;
  text: string;
  href: string;
}

/** What the keys do. */
export interface ShortcutActions {
  pages: PageShortcut[];
  go: (href: string) => void;
  toggleNavigation: () => void;
  toggleHelp: () => void;
  showKeys: () => void;
  /** Absent where there is nothing to search in. */
  search: (() => void) | undefined;
}

/** How long the second key of two is waited for, in milliseconds. */
const secondKeyWithin = 1_500;

/** Where a key is text or chooses something, and is no shortcut. */
const typing = [
  'input:not([type="checkbox"]):not([type="radio"])',
  'textarea',
  'select',
  '[contenteditable="true"]',
  '[role="combobox"]',
  '[role="listbox"]',
  '[role="menu"]',
  '[role="dialog"]',
  '[aria-haspopup="listbox"]',
].join(',');

/** Listens for the shortcuts. Single keys can be switched off; Ctrl+K and ⌘K work everywhere, also in a field. */
export function useShortcuts(singleKeys: boolean, actions: ShortcutActions): void {
  const firstKeyAt = useRef(-secondKeyWithin);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.repeat || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      if (actions.search === undefined) return;
      event.preventDefault();
      actions.search();
      return;
    }
    if (!singleKeys || isCommand(event) || (event.target instanceof Element && event.target.closest(typing) !== null)) return;
    const second = event.timeStamp - firstKeyAt.current < secondKeyWithin;
    firstKeyAt.current = event.key === 'g' && !second ? event.timeStamp : -secondKeyWithin;
    const act = second ? pageOf(event.key, actions) : single(event.key, actions);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

/** Whether a modifier makes the key a command of the browser. Many keyboards write brackets with AltGr, or with Option. */
function isCommand(event: KeyboardEvent): boolean {
  if (event.getModifierState('AltGraph')) return false;
  const bracket = event.key === '[' || event.key === ']';
  return event.ctrlKey || event.metaKey || (event.altKey && !bracket);
}

function pageOf(key: string, { pages, go }: ShortcutActions): (() => void) | undefined {
  const page = pages.find((item) => item.key === key.toLowerCase());
  return page === undefined ? undefined : () => go(page.href);
}

function single(key: string, actions: ShortcutActions): (() => void) | undefined {
  switch (key) {
    case '/': {
      const filter = document.querySelector<HTMLElement>('#main-content [data-filter] input');
      return filter === null ? undefined : () => filter.focus();
    }
    case '?':
      return actions.showKeys;
    case '[':
      return actions.toggleNavigation;
    case ']':
      return actions.toggleHelp;
    default:
      return undefined;
  }
}
