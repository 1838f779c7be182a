import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';

import type { CustomerDetail } from '@/api/types';
import { formatCount } from '@/lib/money';
import { formatDay } from '@/lib/time';
import { MarginText, MoneyText, PercentText } from '@/ui/money-text';
import { CompletenessBadge, StandingBadge } from '@/ui/standing-badge';
import { billingGroupWords, lifecycleWords, StateBadge } from '@/ui/state-badges';

/** Who the customer is, how it is billed, and its figures of the month. */
export function CustomerSummary({ detail }: { detail: CustomerDetail }) {
  const { customer, row } = detail;
  const estimated = row.standing !== 'final';
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'AWS cost', value: <MoneyText money={row.figures.aws_cost} estimated={estimated} reason={row.note} /> },
          { label: 'Charged', value: <MoneyText money={row.figures.charged} estimated={estimated} reason={row.note} /> },
          { label: 'Margin', value: <MarginText money={row.figures.margin} estimated={estimated} reason={row.note} /> },
          { label: 'Margin % (of charged)', value: <PercentText percent={row.figures.margin_percent} reason={row.note} /> },
          { label: 'Markup % (of AWS cost)', value: <PercentText percent={row.figures.markup_percent} reason={row.note} /> },
          { label: 'Standing', value: <StandingBadge standing={row.standing} /> },
          { label: 'Both views', value: <CompletenessBadge completeness={row.completeness} /> },
          { label: 'Currency', value: row.figures.currency },
          ...(row.note === undefined ? [] : [{ label: 'Why a figure is not known', value: row.note }]),
          {
            label: 'Management account',
            value: (
              <CopyToClipboard
                variant="inline"
                copyButtonAriaLabel="Copy the account id"
                copySuccessText="Account id copied"
                copyErrorText="The account id could not be copied"
                textToCopy={customer.customer_id}
              />
            ),
          },
          { label: 'Email', value: customer.email ?? '-' },
          { label: 'Transfer', value: <StateBadge words={lifecycleWords[customer.state]} /> },
          { label: 'Starts (UTC)', value: formatDay(customer.starts_at) },
          { label: 'Ends (UTC)', value: customer.ends_at === undefined ? 'No end' : formatDay(customer.ends_at) },
          { label: 'Billing group', value: <StateBadge words={billingGroupWords[customer.billing_group_status]} /> },
          { label: 'Billing group name', value: customer.billing_group_name ?? '-' },
          { label: 'Pricing plan', value: customer.pricing_plan_name ?? '-' },
          { label: 'Member accounts', value: formatCount(customer.account_count) },
        ]}
      />
    </Container>
  );
}
