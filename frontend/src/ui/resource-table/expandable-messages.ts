import { messages } from '@/lib/messages';

/** The texts of rows under rows. */
export const t = messages({
  en: {
    open: 'Show the parts of {name}',
    close: 'Hide the parts of {name}',
    more: 'Show more',
    moreOf: 'Show more of {name}',
    reading: 'Loading the parts of {name}',
    failed: "We couldn't load the parts of {name}.",
    again: 'Retry',
    againOf: 'Retry loading the parts of {name}',
  },
  de: {
    open: 'Teile von {name} zeigen',
    close: 'Teile von {name} verbergen',
    more: 'Mehr anzeigen',
    moreOf: 'Mehr von {name} anzeigen',
    reading: 'Teile von {name} werden geladen',
    failed: 'Die Teile von {name} konnten nicht geladen werden.',
    again: 'Erneut versuchen',
    againOf: 'Laden der Teile von {name} erneut versuchen',
  },
});
