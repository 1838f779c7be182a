import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';

import type { CrossCheck } from '@/api/types';
import { formatCount } from '@/lib/money';
import { formatInstant } from '@/lib/time';
import { MoneyText } from '@/ui/money-text';

import { t } from './messages';

/** What AWS's own cost report says and how far the ledger is from it. */
export function CrossCheckView({ check }: { check: CrossCheck }) {
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: t('reportCost'), value: <MoneyText money={check.reported_aws_cost} /> },
        { label: t('toLedger'), value: <MoneyText money={check.aws_cost_difference} signed /> },
        { label: t('reportCharged'), value: <MoneyText money={check.reported_charged} /> },
        { label: t('toLedger'), value: <MoneyText money={check.charged_difference} signed /> },
        { label: t('groupsCompared'), value: formatCount(check.groups) },
        { label: t('reportRead'), value: formatInstant(check.as_of) },
      ]}
    />
  );
}
