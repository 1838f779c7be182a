import { messages } from '@/lib/messages';

/** The texts about how old a copy of AWS's own lists is. */
export const t = messages({
  en: {
    asOf: 'As collected {instant}.',
    neverRead: 'Not collected yet.',
    problem: 'It could not be read anew since: {problem}',
  },
  de: {
    asOf: 'Stand des Datenabrufs: {instant}.',
    neverRead: 'Noch nicht abgerufen.',
    problem: 'Seither nicht neu lesbar: {problem}',
  },
});
