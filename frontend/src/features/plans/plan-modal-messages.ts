import { messages } from '@/lib/messages';

/** The texts of forms that end in a plan. They are on many pages: keep them short. */
export const t = messages({
  en: {
    review: 'Review the change',
    reviewHint: 'Nothing at AWS is changed yet: next you see what would happen.',
    notPlanned: "We couldn't plan the change",
  },
  de: {
    review: 'Änderung prüfen',
    reviewHint: 'Bei AWS ändert sich noch nichts: Als Nächstes steht da, was geschähe.',
    notPlanned: 'Die Änderung konnte nicht geplant werden',
  },
});
