import { HelpTopic } from '@/ui/help';

/** What "Simulated AWS" in the top bar means. */
export function SimulatedHelp() {
  return (
    <HelpTopic title="Simulated AWS">
      <p>
        The portal talks to the AWS simulator that was started with it. It calls the same APIs in the same way as with AWS, but every
        organization, customer and amount is made up, and nothing costs money.
      </p>
      <p>
        Start the portal without <code>--simulated</code> and with read credentials of a bill-transfer account to see real figures.
      </p>
    </HelpTopic>
  );
}
