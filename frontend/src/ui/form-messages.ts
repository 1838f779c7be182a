import { messages } from '@/lib/messages';

/** The texts of every form in a dialog. */
export const t = messages({
  en: { cancel: 'Cancel', close: 'Close without a change' },
  de: { cancel: 'Abbrechen', close: 'Ohne Änderung schließen' },
});
