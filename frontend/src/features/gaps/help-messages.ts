import { messages } from '@/lib/messages';

/** The help on gaps. */
export const t = messages({
  en: {
    page: 'Gap analysis',

    helpIntro: 'My view is what AWS bills you. Showback, the pro forma bill, drops some classes of charges on purpose. What is in one and not in the other is a gap; a custom line item closes it.',
    helpExact: 'Why the amounts are exact',
    helpExactText: 'They are read from the ledger **by record type and service of each customer**, never split by share of cost. A customer whose ledger has no exact source has a row without amounts, and nothing is proposed for it. Line items count with their computed value, percentages too.',
    helpClasses: 'The classes',
    helpSupport: '**Support**: fees of AWS Support plans. Passed through by default.',
    helpCredit: '**Credits** and **free tier credits**: what AWS gave the customer. Passed through by default.',
    helpRefund: '**Refunds**: what AWS paid back. Passed through by default.',
    helpTax: '**Tax**: of your bill from AWS. Absorbed by default: you invoice your customer with tax of your own, and a line item would tax it twice.',
    helpBundled: '**Bundled discounts** and **private discounts** (solution provider, distributor, private pricing): usually your margin. Kept by default.',
    helpOther: '**Other**: whatever else pro forma drops. Passed through by default.',
    helpPolicies: 'Policies',
    helpPolicyText: '**Pass through** gives the customer all of it, **pass on a percentage** a part of it. **Keep** is for what AWS gives, **absorb** for what AWS charges: nothing is added. A customer can have its own policy.',
    helpDismissed: '**Dismiss** sets the gap of one customer and class aside until a day, with a reason: for example because the customer pays its support to AWS itself. It stays shown, is left out of every plan and of what is proposed, and is open again afterwards.',
    helpTotals: 'The totals add up: the gap is what is **proposed**, what the policies do **not pass on**, and what is **dismissed**. What cannot be written to AWS, or is less than half a cent, is the rest.',
    helpSigns: 'Credits, refunds and discounts are negative. A positive proposal becomes a fee, a negative one a credit.',
    helpPlan: 'Closing gaps',
    helpPlanText: '**Plan fixes** makes a plan for the month on the page and opens it for review. Nothing at AWS changes before the plan is applied. AWS takes line items for the current and the previous month only.',
    helpSource: 'Source: the ledger, and the custom line items as collected from AWS Billing Conductor. The page calls no AWS API.',
  },
  de: {
    page: 'Lückenanalyse',

    helpIntro: 'My view ist, was AWS berechnet. Showback, die Pro-forma-Rechnung, lässt einige Klassen von Belastungen mit Absicht weg. Was in der einen steht und in der anderen nicht, ist eine Lücke; ein Custom Line Item schließt sie.',
    helpExact: 'Warum die Beträge exakt sind',
    helpExactText: 'Sie kommen aus dem Ledger, **nach Satzart und Service jedes Kunden**, nie nach Kostenanteil verteilt. Ein Kunde ohne exakte Quelle hat eine Zeile ohne Beträge, und für ihn wird nichts vorgeschlagen. Line Items zählen mit ihrem berechneten Wert, auch Prozentsätze.',
    helpClasses: 'Die Klassen',
    helpSupport: '**Support**: Gebühren der AWS-Support-Pläne. Standard: weitergeben.',
    helpCredit: '**Credits** und **Free-Tier-Credits**: was AWS dem Kunden gegeben hat. Standard: weitergeben.',
    helpRefund: '**Erstattungen**: was AWS zurückgezahlt hat. Standard: weitergeben.',
    helpTax: '**Steuer**: aus der Rechnung von AWS. Standard: übernehmen. Die Rechnung an den Kunden hat eigene Steuer; ein Line Item würde sie doppelt erheben.',
    helpBundled: '**Gebündelte** und **private Rabatte** (Solution Provider, Distributor, Private Pricing): meist die eigene Marge. Standard: behalten.',
    helpOther: '**Sonstiges**: was Pro-forma sonst noch weglässt. Standard: weitergeben.',
    helpPolicies: 'Regeln',
    helpPolicyText: '**Weitergeben** gibt dem Kunden alles, **einen Prozentsatz weitergeben** einen Teil. **Behalten** gilt dem, was AWS gibt, **übernehmen** dem, was AWS berechnet: nichts wird hinzugefügt. Ein Kunde kann eine eigene Regel haben.',
    helpDismissed: '**Zurückstellen** lässt die Lücke eines Kunden und einer Klasse mit Begründung bis zu einem Tag ruhen: etwa weil der Kunde seinen Support selbst an AWS zahlt. Sie bleibt sichtbar, kommt in keinen Plan und in keinen Vorschlag und ist danach wieder offen.',
    helpTotals: 'Die Summen gehen auf: die Lücke ist, was **vorgeschlagen** wird, was die Regeln **nicht weitergeben**, und was **zurückgestellt** ist. Der Rest lässt sich nicht bei AWS schreiben oder ist weniger als ein halber Cent.',
    helpSigns: 'Credits, Erstattungen und Rabatte sind negativ. Ein positiver Vorschlag wird eine Gebühr, ein negativer ein Credit.',
    helpPlan: 'Lücken schließen',
    helpPlanText: '**Schließen planen** erstellt einen Plan für den Monat der Seite und öffnet ihn zur Prüfung. Bei AWS ändert sich nichts, bevor der Plan angewendet wird. AWS nimmt Line Items nur für den laufenden und den vorigen Monat an.',
    helpSource: 'Quelle: das Ledger und die Custom Line Items, wie aus AWS Billing Conductor abgerufen. Die Seite ruft keine AWS-API auf.',
  },
});
