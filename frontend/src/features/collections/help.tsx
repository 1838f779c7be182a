import { HelpTopic } from '@/ui/help';

/** What a collection does, what it costs, and how a month becomes final. */
export function CollectionsHelp() {
  return (
    <HelpTopic title="Collections">
      <p>A collection reads both billing views of every customer from AWS Cost Explorer into the ledger. All pages read the ledger.</p>
      <h3>Modes</h3>
      <dl>
        <dt>Refresh</dt>
        <dd>Reads the months that are not final. The usual choice.</dd>
        <dt>Back-fill</dt>
        <dd>Reads this month and the 13 before it: as far back as AWS keeps figures.</dd>
        <dt>Verify</dt>
        <dd>Also reads final months again. What AWS changed is recorded as an adjustment beside the frozen figure.</dd>
      </dl>
      <h3>Cost</h3>
      <p>AWS charges for each page of Cost Explorer. The estimate is shown before anything starts; failed requests are not charged.</p>
      <h3>Standing</h3>
      <p>
        <strong>Open</strong>: the month still runs. <strong>Estimated</strong>: AWS still marks costs as estimated.{' '}
        <strong>Final</strong>: AWS no longer does. The evidence of each month says what was seen and when.
      </p>
      <p>
        Permissions: <code>ce:GetCostAndUsage</code>, <code>billing:ListBillingViews</code>,{' '}
        <code>billingconductor:ListBillingGroups</code>, <code>billingconductor:ListBillingGroupCostReports</code>.
      </p>
    </HelpTopic>
  );
}
