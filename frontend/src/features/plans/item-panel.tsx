import Alert from '@cloudscape-design/components/alert';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { PlanItem, PlanLineItem } from '@/api/types';
import { attributionWords } from '@/features/line-items/attribution-words';
import { chargeText, typeWords } from '@/features/line-items/words';
import { formatMonthLong } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { MoneyText } from '@/ui/money-text';
import { usePanel } from '@/ui/page-slots';
import { SimpleTable } from '@/ui/simple-table';
import { StateBadge } from '@/ui/state-badges';

import { Repeats } from './item-columns';
import { t } from './review-messages';
import { actionOf, actionWords, checkWords, planItemWords } from './words';

/** What the panel for one item of a plan is told. */
export interface ItemPanelProps {
  receiver: string;
  planId: string;
  item: PlanItem;
  onClose: () => void;
}

/** One item of a plan, looked at closely: everything that is sent to AWS, what the customer reads, and how it went. */
export function ItemPanel({ receiver, planId, item, onClose }: ItemPanelProps) {
  const title = t('panel', { name: item.line_item?.name ?? item.operation, customer: item.label });
  usePanel(title, <Content receiver={receiver} planId={planId} item={item} />, onClose);
  return null;
}

function Content({ receiver, planId, item }: Omit<ItemPanelProps, 'onClose'>) {
  const { line_item: line, customer_id: customer } = item;
  return (
    <SpaceBetween size="l">
      {item.status === 'failed' && (
        <Alert type="error" header={t('failed')}>
          {item.detail}
        </Alert>
      )}
      {line?.drift !== undefined && (
        <Alert type="warning" header={t('driftYes')}>
          {line.drift}
        </Alert>
      )}
      <KeyValuePairs
        columns={4}
        items={[
          { label: t('customer'), value: customer === undefined ? item.label : <AppLink href={paths.customer(receiver, customer, { ...(line !== undefined && { period: line.period }), tab: 'line-items' })}>{item.label}</AppLink> },
          { label: t('action'), value: actionWords[actionOf(item)] },
          { label: t('status'), value: <StateBadge words={planItemWords[item.status]} /> },
          ...(line === undefined ? [] : lineFacts(receiver, line)),
          { label: t('operation'), value: item.operation },
          { label: t('finished'), value: formatInstant(item.finished_at) },
        ]}
      />
      {item.status !== 'failed' && item.detail !== undefined && <div>{item.detail}</div>}
      {item.fields.length > 0 && (
        <SimpleTable
          label={t('changes')}
          variant="borderless"
          items={item.fields}
          rowId={(field) => field.name}
          emptyText={t('nothing')}
          columns={[
            { id: 'what', header: t('what'), rowHeader: true, width: 180, cell: (field) => field.name },
            { id: 'before', header: t('beforeAt'), cell: (field) => field.before ?? t('nothing') },
            { id: 'after', header: t('afterAt'), cell: (field) => field.after ?? t('nothing') },
          ]}
        />
      )}
      {customer !== undefined && <AppLink href={paths.plan(receiver, planId, { filter: [`customer_id:eq:${customer}`] })}>{t('allOf', { customer: item.label })}</AppLink>}
    </SpaceBetween>
  );
}

function lineFacts(receiver: string, line: PlanLineItem) {
  const { line_item_id: id } = line;
  return [
    { label: t('customerReads'), value: line.description ?? '-' },
    { label: t('standsFor'), value: attributionWords[line.class] },
    { label: t('type'), value: typeWords[line.type] },
    { label: t('chargeOf'), value: chargeText(line) },
    { label: t('amount'), value: <MoneyText money={line.amount} signed reason={t('noAmount')} /> },
    { label: t('before'), value: <MoneyText money={line.before} reason={t('notKnown')} /> },
    { label: t('after'), value: <MoneyText money={line.after} reason={t('notKnown')} /> },
    { label: t('month'), value: formatMonthLong(line.period) },
    { label: t('repeats'), value: <Repeats recurring={line.recurring} /> },
    { label: t('source'), value: line.source ?? '-' },
    { label: t('check'), value: line.check === undefined ? '-' : <StateBadge words={checkWords[line.check]} /> },
    { label: t('name'), value: line.name },
    { label: t('service'), value: line.service ?? '-' },
    { label: t('group'), value: line.billing_group_arn ?? '-' },
    { label: t('lineItemId'), value: id === undefined ? '-' : <AppLink href={paths.lineItem(receiver, id, { period: line.period })}>{id}</AppLink> },
  ];
}
