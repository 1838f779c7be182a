import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

import type { CreditTotals, CreditTracker, Money } from '@/api/types';
import { formatMoney } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { MoneyText } from '@/ui/money-text';

import { t } from './messages';

/** What credits took off the bills, and what of it customers see; a row for each currency. */
export function AppliedFigures({ month, totals }: { month: string; totals: CreditTotals[] }) {
  if (totals.length === 0) return <Box color="text-body-secondary">{t('noApplied', { month: formatMonth(month) })}</Box>;
  return (
    <SpaceBetween size="m">
      {totals.map((total) => (
        <KeyValuePairs
          key={total.currency}
          columns={3}
          minColumnWidth={150}
          items={[
            { label: totals.length > 1 ? t('appliedIn', { currency: total.currency }) : t('appliedFigure'), value: <Figure money={total.applied} /> },
            { label: t('modelled'), value: <Figure money={total.modelled}>{t('modelledText')}</Figure> },
            { label: t('unmodelled'), value: <Figure money={total.unmodelled}>{t('unmodelledText')}</Figure> },
          ]}
        />
      ))}
    </SpaceBetween>
  );
}

/** What is left of the credits that can be seen; a row for each currency. Where none can be, nothing is known. */
export function BalanceFigures({ tracker, readable }: { tracker: CreditTracker; readable: boolean }) {
  const totals = tracker.totals.filter(({ estimated_remaining: left, initial }) => left !== undefined || initial !== undefined);
  if (totals.length === 0) return readable ? null : <Box>{t('notVisible')}</Box>;
  const days = Math.max(...tracker.alerts.map((alert) => alert.days));
  return (
    <SpaceBetween size="m">
      {totals.map((total) => (
        <KeyValuePairs
          key={total.currency}
          columns={3}
          minColumnWidth={150}
          items={[
            { label: t('left'), value: <Figure money={total.estimated_remaining} estimated>{t('ofInitial', { initial: formatMoney(total.initial) })}</Figure> },
            { label: t('expiringWithin', { days }), value: <Figure money={total.expiring} estimated>{t('expiringText')}</Figure> },
            { label: t('unused'), value: <Figure money={total.expiring_unused} estimated>{t('unusedText')}</Figure> },
          ]}
        />
      ))}
    </SpaceBetween>
  );
}

function Figure({ money, estimated = false, children }: { money: Money | undefined; estimated?: boolean; children?: ReactNode }) {
  return (
    <>
      <Box fontSize="heading-l" fontWeight="bold">
        <MoneyText money={money} estimated={estimated && money !== undefined} />
      </Box>
      {children !== undefined && (
        <Box fontSize="body-s" color="text-body-secondary">
          {children}
        </Box>
      )}
    </>
  );
}
