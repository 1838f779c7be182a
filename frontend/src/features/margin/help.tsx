import { HelpTopic } from '@/ui/help';

/** Margin and markup are different words. */
export function MarginHelp() {
  return (
    <HelpTopic title="Margin analysis">
      <p>Compares what AWS bills this receiver for a customer with what the customer sees on the pro forma bill.</p>
      <h3>AWS cost</h3>
      <p>The customer&apos;s charges in My view, the billable view of the transfer: unblended cost without tax, credits and discounts included as negative amounts.</p>
      <h3>Charged</h3>
      <p>The same charges in Showback, the pro forma view that the customer sees, priced by the pricing plan, with custom line items.</p>
      <h3>Margin</h3>
      <p>
        Charged minus AWS cost. <strong>Margin %</strong> is margin divided by charged. <strong>Markup %</strong> is margin divided by AWS
        cost. A price 10 % above cost is a markup of 10.0 % and a margin of 9.1 %.
      </p>
      <h3>Change</h3>
      <p>Against the month before. Not shown while the month still runs, because part of a month is not like a whole one.</p>
      <h3>A dash</h3>
      <p>
        The figure is not known; it is not zero. A customer without a billing group has no Showback, so charged and margin are not known,
        and the customer is not in the compared totals.
      </p>
      <h3>Permissions</h3>
      <p>
        The figures come from the ledger; looking at them calls nothing and costs nothing. Collecting them needs{' '}
        <code>ce:GetCostAndUsage</code>, <code>billing:ListBillingViews</code> and{' '}
        <code>organizations:ListInboundResponsibilityTransfers</code>.
      </p>
    </HelpTopic>
  );
}

/** How the bridge is read. */
export function BridgeHelp() {
  return (
    <HelpTopic title="From AWS cost to margin">
      <p>
        Each row is a kind of charge on both views. Its effect is what Showback carries minus what My view carries: a positive effect adds
        to the margin, a negative one takes from it.
      </p>
      <p>The effects add up to the margin exactly. What does not add up is shown below the table and is zero in a sound ledger.</p>
      <p>
        Charges that pro forma drops, such as support or credits, appear here as an effect: support you pay and do not pass on is
        negative; a credit you keep is positive.
      </p>
    </HelpTopic>
  );
}

/** AWS's own cost report beside the ledger. */
export function CrossCheckHelp() {
  return (
    <HelpTopic title="AWS's cost report">
      <p>
        AWS reports a cost and a charged amount for every billing group. The portal stores them beside the ledger, as a check and not as
        the truth: AWS does not say which charges its cost includes, so a difference is shown and not corrected.
      </p>
    </HelpTopic>
  );
}
