import { messages } from './messages';

/** The few texts of values and failures that no page owns. */
export const t = messages({
  en: {
    answered: 'The portal answered {status}',
    unreadable: 'The answer is not one of the portal. Check that the API is running and try again.',
    unreachable: 'The portal does not answer',
    checkConnection: 'Check that it is running and that this computer is connected, then try again.',
    fault: 'This page has a fault',
    monthRange: '{from} to {to}',
    points: '{points} pp',
    seconds: '{seconds} s',
    minutes: '{minutes} min {seconds} s',
    hours: '{hours} h {minutes} min',
  },
  de: {
    answered: 'Das Portal hat mit {status} geantwortet',
    unreadable: 'Die Antwort stammt nicht vom Portal. Prüfen, ob die API läuft, und erneut versuchen.',
    unreachable: 'Das Portal antwortet nicht',
    checkConnection: 'Prüfen, ob es läuft und dieser Computer verbunden ist, dann erneut versuchen.',
    fault: 'Diese Seite hat einen Fehler',
    monthRange: '{from} bis {to}',
    points: '{points} PP',
    seconds: '{seconds} s',
    minutes: '{minutes} min {seconds} s',
    hours: '{hours} h {minutes} min',
  },
});
