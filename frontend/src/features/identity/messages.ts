import { messages } from '@/lib/messages';

/** The texts about the caller, the environment and addresses without a page. */
export const t = messages({
  en: {
    needsOperator: 'You need the Operator role.',
    needsApprover: 'You need the Approver role.',
    needsAdmin: 'You need the Admin role.',
    simulated: 'Simulated AWS',
    simulatedText:
      'The portal talks to the AWS simulator that was started with it. It calls the same APIs in the same way as with AWS, but every organization, customer and amount is made up, and nothing costs money.',
    simulatedEnd: 'Start the portal without `--simulated` and with read credentials of a bill-transfer account to see real figures.',
    notFound: 'Page not found',
    notFoundText: 'No page has this address. It may have been mistyped, or the link is of another version of the portal.',
    chooseReceiver: 'Choose a receiver',
  },
  de: {
    needsOperator: 'Dafür ist die Rolle Operator nötig.',
    needsApprover: 'Dafür ist die Rolle Approver nötig.',
    needsAdmin: 'Dafür ist die Rolle Admin nötig.',
    simulated: 'Simuliertes AWS',
    simulatedText:
      'Das Portal spricht mit dem AWS-Simulator, der mit ihm gestartet wurde. Es ruft dieselben APIs auf dieselbe Weise auf wie bei AWS, aber alle Organisationen, Kunden und Beträge sind erfunden, und nichts kostet Geld.',
    simulatedEnd: 'Das Portal ohne `--simulated` und mit Leserechten für ein Bill-Transfer-Konto starten, um echte Zahlen zu sehen.',
    notFound: 'Seite nicht gefunden',
    notFoundText: 'Keine Seite hat diese Adresse. Vielleicht ist sie vertippt, oder der Link gehört zu einer anderen Version des Portals.',
    chooseReceiver: 'Empfänger wählen',
  },
});
