import { messages } from '@/lib/messages';

/** The texts of every form. */
export const t = messages({
  en: { cancel: 'Cancel', close: 'Close without a change', stay: 'Stay', leave: 'Leave' },
  de: { cancel: 'Abbrechen', close: 'Ohne Änderung schließen', stay: 'Bleiben', leave: 'Verlassen' },
});
