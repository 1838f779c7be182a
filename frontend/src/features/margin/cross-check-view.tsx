import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';

import type { CrossCheck } from '@/api/types';
import { formatCount } from '@/lib/money';
import { formatInstant } from '@/lib/time';
import { MoneyText } from '@/ui/money-text';

/** What AWS's own cost report says and how far the ledger is from it. */
export function CrossCheckView({ check }: { check: CrossCheck }) {
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: 'AWS cost in the report', value: <MoneyText money={check.reported_aws_cost} /> },
        { label: 'Difference to the ledger', value: <MoneyText money={check.aws_cost_difference} signed /> },
        { label: 'Charged in the report', value: <MoneyText money={check.reported_charged} /> },
        { label: 'Difference to the ledger', value: <MoneyText money={check.charged_difference} signed /> },
        { label: 'Billing groups compared', value: formatCount(check.groups) },
        { label: 'Report read', value: formatInstant(check.as_of) },
      ]}
    />
  );
}
