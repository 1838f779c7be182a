import { messages } from '@/lib/messages';

/** The texts of the list of shortcuts; apart from the frame's, because few visits open it. */
export const t = messages({
  en: {
    title: 'Keyboard shortcuts',
    close: 'Close keyboard shortcuts',
    then: '{first} then {second}',
    pages: 'Go to a page',
    everywhere: 'On every page',
    search: 'Find a customer',
    searchKeys: 'Ctrl+K or ⌘K',
    filter: 'Go to the filter of the list',
    keys: 'Show this list',
    navigation: 'Open or close the side navigation',
    help: 'Open or close the help',
    singleKeys: 'Shortcuts of single keys',
    singleKeysHelp: 'Switch them off when speech input or another program presses keys. Ctrl+K stays.',
  },
  de: {
    title: 'Tastenkürzel',
    close: 'Tastenkürzel schließen',
    then: '{first} dann {second}',
    pages: 'Zu einer Seite',
    everywhere: 'Auf jeder Seite',
    search: 'Kunden finden',
    searchKeys: 'Strg+K oder ⌘K',
    filter: 'Zum Filter der Liste',
    keys: 'Diese Liste zeigen',
    navigation: 'Seitennavigation öffnen oder schließen',
    help: 'Hilfe öffnen oder schließen',
    singleKeys: 'Kürzel aus einzelnen Tasten',
    singleKeysHelp: 'Abschalten, wenn Spracheingabe oder ein anderes Programm Tasten drückt. Strg+K bleibt.',
  },
});
