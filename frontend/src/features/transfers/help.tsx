import { HelpTopic } from '@/ui/help';

/** The states of a transfer. */
export function TransfersHelp() {
  return (
    <HelpTopic title="Transfers">
      <p>A responsibility transfer makes AWS bill this receiver for another organization, the customer.</p>
      <dl>
        <dt>Invited</dt>
        <dd>Waits for the customer to accept.</dd>
        <dt>Scheduled</dt>
        <dd>Accepted; starts on the day shown.</dd>
        <dt>Active</dt>
        <dd>Billed to this receiver.</dd>
        <dt>Ending</dt>
        <dd>Withdrawn, and still billed to this receiver until the day it ends.</dd>
        <dt>Ended</dt>
        <dd>No longer billed to this receiver. Its figures stay in the ledger.</dd>
        <dt>Declined, canceled or expired</dt>
        <dd>Never became active.</dd>
      </dl>
      <p>The state is derived from AWS&apos;s status and dates, as last collected. Changing a transfer is done in the AWS Billing console.</p>
      <p>
        A customer that is billed needs a billing group, or there is no Showback and no margin. Permission:{' '}
        <code>organizations:ListInboundResponsibilityTransfers</code>.
      </p>
    </HelpTopic>
  );
}
