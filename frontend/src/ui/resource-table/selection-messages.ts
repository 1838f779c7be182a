import { counted, messages } from '@/lib/messages';

/** The texts of choosing rows and of what is done with them. `things` are the rows, in the plural. */
export const t = messages({
  en: {
    choice: 'Choice of {things}',
    chooseAll: 'Choose all {things} of this page',
    choose: 'Choose {name}',
    selected: counted({ one: 'The selected one', other: 'The # selected' }),
    selectedNone: 'The selected ones',
    nothingSelected: 'Select rows first.',
    allMatching: counted({ one: 'The only one that matches', other: 'All # that match' }),
    allOf: counted({ one: 'The only one', other: 'All #' }),
    nothingMatches: 'There is none.',
  },
  de: {
    choice: 'Auswahl: {things}',
    chooseAll: 'Alle auf dieser Seite auswählen: {things}',
    choose: '{name} auswählen',
    selected: counted({ one: 'Auswahl (1)', other: 'Auswahl (#)' }),
    selectedNone: 'Auswahl',
    nothingSelected: 'Zuerst Zeilen auswählen.',
    allMatching: counted({ one: 'Den einen Treffer', other: 'Alle # Treffer' }),
    allOf: counted({ one: 'Die eine Zeile', other: 'Alle #' }),
    nothingMatches: 'Es gibt keine.',
  },
});
