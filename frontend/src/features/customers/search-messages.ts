import { counted, messages } from '@/lib/messages';

/** The texts of the search for a customer, which is open on any page. */
export const t = messages({
  en: {
    title: 'Find a customer',
    close: 'Close the search',
    label: 'Name or account ID of a customer',
    hint: 'Type a part of a name or of an account ID.',
    searching: 'Searching',
    none: 'No customer matches “{text}”.',
    notSearched: "We couldn't search the customers",
    results: 'Customers found',
    found: counted({ one: '# customer found', other: '# customers found' }),
    first: 'The first {count} of {total}. Type more to narrow them down.',
    keys: 'Arrow keys choose, Enter opens, Escape closes.',
  },
  de: {
    title: 'Kunden finden',
    close: 'Suche schließen',
    label: 'Name oder Konto-ID eines Kunden',
    hint: 'Einen Teil des Namens oder der Konto-ID eingeben.',
    searching: 'Suche läuft',
    none: 'Kein Kunde passt zu „{text}“.',
    notSearched: 'Die Kunden konnten nicht durchsucht werden',
    results: 'Gefundene Kunden',
    found: counted({ one: '# Kunde gefunden', other: '# Kunden gefunden' }),
    first: 'Die ersten {count} von {total}. Mehr eingeben, um einzugrenzen.',
    keys: 'Pfeiltasten wählen, Enter öffnet, Escape schließt.',
  },
});
