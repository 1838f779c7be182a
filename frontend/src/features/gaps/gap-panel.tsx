import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
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
import { ChangedOutside, DismissalNote } from './dismissal';
import { t } from './messages';
import { gapName } from './words';

/** What the panel of a gap is told. */
export interface GapPanelProps {
  receiver: string;
  month: string;
  gap: Gap;
  onPolicy: (gap: Gap) => void;
  onDismiss: (gap: Gap) => void;
  onEnd: (gap: Gap) => void;
  onClose: () => void;
}

/** The evidence of one gap in the panel of the shell: what it is made of, what carries it, what would close it. */
export function GapPanel({ receiver, month, gap, onPolicy, onDismiss, onEnd, onClose }: GapPanelProps) {
  const roleReason = useOperatorReason();
  usePanel(
    t('panelTitle', { name: gapName(gap), month: formatMonth(month) }),
    useMemo(
      () => <Evidence receiver={receiver} month={month} gap={gap} onPolicy={onPolicy} onDismiss={onDismiss} onEnd={onEnd} roleReason={roleReason} />,
      [receiver, month, gap, onPolicy, onDismiss, onEnd, roleReason],
    ),
    onClose,
  );
  return null;
}

function Evidence({ receiver, month, gap, onPolicy, onDismiss, onEnd, roleReason }: Omit<GapPanelProps, 'onClose'> & { roleReason: string | undefined }) {
  const reason = gap.note ?? t('noFigure');
  return (
    <SpaceBetween size="l">
      <Simulated gap={gap} />
      <DismissalNote gap={gap} roleReason={roleReason} onEnd={onEnd} />
      <ChangedOutside receiver={receiver} month={month} gap={gap} />
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
        {gap.dismissal === undefined && gap.proposal !== undefined && gap.simulated !== true && (
          <Button disabled={roleReason !== undefined} disabledReason={roleReason ?? ''} onClick={() => onDismiss(gap)}>
            {t('dismiss')}
          </Button>
        )}
        <AppLink href={paths.customer(receiver, gap.customer_id, { period: month })} variant="primary">
          {t('toCustomer', { customer: gap.customer_name })}
        </AppLink>
      </SpaceBetween>
      <Parts gap={gap} />
      <Carriers receiver={receiver} month={month} gap={gap} />
    </SpaceBetween>
  );
}

/** What My view is made of; it comes to what is in the bill. */
function Parts({ gap }: { gap: Gap }) {
  const { services = [], other_services: rest, my_view: total } = gap;
  const rows = [
    ...services.map((part) => ({ id: `${part.service} ${part.record_type ?? ''}`, name: part.service, record: part.record_type ?? '-', amount: part.amount, sum: false })),
    ...(rest === undefined ? [] : [{ id: 'rest', name: t('otherServices'), record: '-', amount: rest, sum: false }]),
    ...(total === undefined || services.length === 0 ? [] : [{ id: 'sum', name: t('sumInMyBill'), record: '', amount: total, sum: true }]),
  ];
  return (
    <SimpleTable
      variant="borderless"
      label={t('services')}
      title={t('services')}
      description={t('servicesText')}
      items={rows}
      rowId={(row) => row.id}
      emptyText={t('noServices')}
      columns={[
        { id: 'service', header: t('service'), rowHeader: true, width: 260, cell: (row) => <Strong when={row.sum}>{row.name}</Strong> },
        { id: 'record_type', header: t('recordType'), width: 180, cell: (row) => row.record },
        { id: 'amount', header: t('amount'), numeric: true, width: 150, cell: (row) => <Strong when={row.sum}>{<MoneyText money={row.amount} />}</Strong> },
      ]}
    />
  );
}

/** What carries it in Showback; it comes to what is carried. */
function Carriers({ receiver, month, gap }: { receiver: string; month: string; gap: Gap }) {
  const { carried_by: carriers, carried: total, items } = gap;
  const rows =
    carriers === undefined
      ? items.map((id) => ({ id, name: id, amount: undefined, sum: false }))
      : [
          ...carriers.map((item) => ({ id: item.line_item_id, name: item.name, amount: item.amount, sum: false })),
          ...(carriers.length === 0 ? [] : [{ id: 'sum', name: t('sumCarried'), amount: total, sum: true }]),
        ];
  return (
    <SimpleTable
      variant="borderless"
      label={t('items')}
      title={t('items')}
      description={t('itemsText')}
      items={rows}
      rowId={(row) => row.id}
      emptyText={t('noItems')}
      columns={[
        {
          id: 'item',
          header: t('lineItem'),
          rowHeader: true,
          width: 440,
          cell: (row) => (row.sum ? <Strong when>{row.name}</Strong> : <AppLink href={paths.lineItem(receiver, row.id, { period: month })}>{row.name}</AppLink>),
        },
        { id: 'amount', header: t('amount'), numeric: true, width: 150, cell: (row) => <Strong when={row.sum}>{<MoneyText money={row.amount} reason={gap.note ?? t('noFigure')} />}</Strong> },
      ]}
    />
  );
}

function Strong({ when, children }: { when: boolean; children: ReactNode }) {
  return when ? <strong>{children}</strong> : children;
}
