import { HelpTopic } from '@/ui/help';

/** How jobs work. */
export function JobsHelp() {
  return (
    <HelpTopic title="Jobs">
      <p>Long work is a job: it goes on when you leave the page, and after a restart of the portal.</p>
      <dl>
        <dt>Waiting</dt>
        <dd>Needs something outside, named in the message: for example the spending cap.</dd>
        <dt>Partially succeeded</dt>
        <dd>Some items failed; the list of items says which and why. The others are done.</dd>
        <dt>Canceled</dt>
        <dd>Stopped by a person. What was done stays done.</dd>
      </dl>
      <p>Live updates stop when the job ends. The last sign of life says when the job was heard of last.</p>
    </HelpTopic>
  );
}
