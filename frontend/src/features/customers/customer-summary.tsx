import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';

import type { CustomerDetail } from '@/api/types';
import { formatCount } from '@/lib/money';
import { formatDay } from '@/lib/time';
import { figureWords } from '@/ui/figure-words';
import { MarginText, MoneyText, PercentText } from '@/ui/money-text';
import { CompletenessBadge, StandingBadge } from '@/ui/standing-badge';
import { billingGroupWords, lifecycleWords, StateBadge } from '@/ui/state-badges';

import { t } from './messages';

/** Who the customer is, how it is billed, and its figures of the month. */
export function CustomerSummary({ detail }: { detail: CustomerDetail }) {
  const { customer, row } = detail;
  const estimated = row.standing !== 'final';
  return (
    <Container header={<Header variant="h2">{t('summary')}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: figureWords.awsCost, value: <MoneyText money={row.figures.aws_cost} estimated={estimated} reason={row.note} /> },
          { label: figureWords.charged, value: <MoneyText money={row.figures.charged} estimated={estimated} reason={row.note} /> },
          { label: figureWords.margin, value: <MarginText money={row.figures.margin} estimated={estimated} reason={row.note} /> },
          { label: figureWords.marginPercentOf, value: <PercentText percent={row.figures.margin_percent} reason={row.note} /> },
          { label: figureWords.markupPercentOf, value: <PercentText percent={row.figures.markup_percent} reason={row.note} /> },
          { label: figureWords.standing, value: <StandingBadge standing={row.standing} /> },
          { label: figureWords.bothViews, value: <CompletenessBadge completeness={row.completeness} /> },
          { label: figureWords.currency, value: row.figures.currency },
          ...(row.note === undefined ? [] : [{ label: t('whyNotKnown'), value: row.note }]),
          {
            label: t('managementAccount'),
            value: (
              <span className="figure">
                <CopyToClipboard
                  variant="inline"
                  copyButtonAriaLabel={t('copyId')}
                  copySuccessText={t('idCopied')}
                  copyErrorText={t('idNotCopied')}
                  textToCopy={customer.customer_id}
                />
              </span>
            ),
          },
          { label: t('email'), value: customer.email ?? '-' },
          { label: figureWords.transfer, value: <StateBadge words={lifecycleWords[customer.state]} /> },
          { label: t('startsUtc'), value: formatDay(customer.starts_at) },
          { label: t('endsUtc'), value: customer.ends_at === undefined ? t('noEnd') : formatDay(customer.ends_at) },
          { label: figureWords.billingGroup, value: <StateBadge words={billingGroupWords[customer.billing_group_status]} /> },
          { label: t('groupName'), value: customer.billing_group_name ?? '-' },
          { label: figureWords.pricingPlan, value: customer.pricing_plan_name ?? '-' },
          { label: t('members'), value: formatCount(customer.account_count) },
        ]}
      />
    </Container>
  );
}
