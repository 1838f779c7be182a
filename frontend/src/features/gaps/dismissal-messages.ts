import { messages } from '@/lib/messages';

/** The texts of gaps that were set aside or changed at AWS. */
export const t = messages({
  en: {
    endDismissal: 'End the dismissal',
    dismissalText: '“{reason}” Said by {person}, {instant}. It is in no plan until then; the gap stays shown and is totalled on its own.',
    changedOutside: 'Somebody changed at AWS what a plan made for this gap',
    changedOutsideText: 'The gap counts what AWS has now. Plan a fix again, or set it aside if it is meant to be so.',
    planThatMadeIt: 'The plan that made it',
    dismissedUntil: 'Dismissed until {until}',
    lineItem: 'The line item',
  },
  de: {
    endDismissal: 'Zurückstellung beenden',
    dismissalText: '„{reason}“ Gesagt von {person}, {instant}. Bis dahin in keinem Plan; die Lücke bleibt sichtbar und hat eine eigene Summe.',
    changedOutside: 'Jemand hat bei AWS geändert, was ein Plan für diese Lücke angelegt hat',
    changedOutsideText: 'Die Lücke zählt, was AWS jetzt hat. Das Schließen erneut planen, oder zurückstellen, wenn es so gemeint ist.',
    planThatMadeIt: 'Der Plan, der es angelegt hat',
    dismissedUntil: 'Zurückgestellt bis {until}',
    lineItem: 'Das Line Item',
  },
});
