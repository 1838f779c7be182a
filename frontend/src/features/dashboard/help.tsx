import { HelpTopic } from '@/ui/help';

/** What the dashboard answers. */
export function DashboardHelp() {
  return (
    <HelpTopic title="Dashboard">
      <p>The portfolio of this receiver for one billing month: is the margin right, what changed, and what needs a person.</p>
      <h3>Standing</h3>
      <p>
        <strong>Open</strong>: the month still runs. <strong>Estimated</strong>: it is over, and AWS still marks its costs as estimated.{' '}
        <strong>Final</strong>: AWS no longer does. The evidence is behind the text under the title.
      </p>
      <h3>Compared</h3>
      <p>
        Totals hold only customers with both views known, so that like is compared with like. The AWS cost of the others is named beside
        them.
      </p>
      <h3>Where figures come from</h3>
      <p>From the ledger. Opening this page calls nothing on AWS and costs nothing. Collections fill the ledger.</p>
    </HelpTopic>
  );
}
