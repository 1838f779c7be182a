import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';

import type { Gap } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { MoneyText } from '@/ui/money-text';
import { usePanel } from '@/ui/page-slots';
import { SimpleTable } from '@/ui/simple-table';
import { StandingBadge } from '@/ui/standing-badge';

import { Policy, Proposal, Simulated, Status } from './columns';
import { t } from './messages';
import { gapName } from './words';

/** What the panel of a gap is told. */
export interface GapPanelProps {
  receiver: string;
  month: string;
  gap: Gap;
  onPolicy: (gap: Gap) => void;
  onClose: () => void;
}

/** The evidence of one gap in the panel of the shell: what it is made of, what carries it, what would close it. */
export function GapPanel({ receiver, month, gap, onPolicy, onClose }: GapPanelProps) {
  const roleReason = useOperatorReason();
  usePanel(
    t('panelTitle', { name: gapName(gap), month: formatMonth(month) }),
    useMemo(
      () => <Evidence receiver={receiver} month={month} gap={gap} onPolicy={onPolicy} roleReason={roleReason} />,
      [receiver, month, gap, onPolicy, roleReason],
    ),
    onClose,
  );
  return null;
}

function Evidence({ receiver, month, gap, onPolicy, roleReason }: Omit<GapPanelProps, 'onClose'> & { roleReason: string | undefined }) {
  const reason = gap.note ?? t('noFigure');
  return (
    <SpaceBetween size="l">
      <Simulated gap={gap} />
      <KeyValuePairs
        columns={4}
        items={[
          { label: t('inMyBill'), value: <MoneyText money={gap.my_view} estimated={gap.standing !== 'final'} reason={reason} /> },
          { label: t('carried'), value: <MoneyText money={gap.carried} reason={reason} /> },
          { label: t('gap'), value: <MoneyText money={gap.gap} reason={reason} /> },
          { label: t('status'), value: <Status receiver={receiver} gap={gap} /> },
          { label: t('policy'), value: <Policy gap={gap} /> },
          { label: t('wanted'), value: <MoneyText money={gap.wanted} reason={reason} /> },
          { label: t('proposal'), value: <Proposal gap={gap} /> },
          { label: t('standing'), value: gap.standing === undefined ? '-' : <StandingBadge standing={gap.standing} /> },
          { label: t('read'), value: formatInstant(gap.as_of) },
          ...(gap.note === undefined ? [] : [{ label: t('note'), value: gap.note }]),
        ]}
      />
      <SpaceBetween direction="horizontal" size="m" alignItems="center">
        <Button disabled={roleReason !== undefined} disabledReason={roleReason ?? ''} onClick={() => onPolicy(gap)}>
          {t('setPolicy', { customer: gap.customer_name })}
        </Button>
        <AppLink href={paths.customer(receiver, gap.customer_id, { period: month })} variant="primary">
          {t('toCustomer', { customer: gap.customer_name })}
        </AppLink>
      </SpaceBetween>
      <SimpleTable
        variant="borderless"
        label={t('services')}
        title={t('services')}
        description={t('servicesMost')}
        items={gap.services ?? []}
        rowId={(part) => `${part.service} ${part.record_type ?? ''}`}
        emptyText={t('noServices')}
        columns={[
          { id: 'service', header: t('service'), rowHeader: true, width: 260, cell: (part) => part.service },
          { id: 'record_type', header: t('recordType'), width: 180, cell: (part) => part.record_type ?? '-' },
          { id: 'amount', header: t('amount'), numeric: true, width: 150, cell: (part) => <MoneyText money={part.amount} /> },
        ]}
      />
      <div>
        <Box variant="awsui-key-label">{t('items')}</Box>
        {gap.items.length === 0
          ? t('noItems')
          : gap.items.map((id) => (
              <div key={id}>
                <AppLink href={paths.lineItem(receiver, id, { period: month })}>{id}</AppLink>
              </div>
            ))}
      </div>
    </SpaceBetween>
  );
}
