import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { CustomLineItem } from '@/api/types';
import { formatMoney, formatRate } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { MoneyText, UnknownFigure } from '@/ui/money-text';
import { SimpleTable } from '@/ui/simple-table';
import { StateBadge } from '@/ui/state-badges';

import { attributionWords } from './attribution-words';
import { MadeBy } from './columns';
import { t } from './messages';
import { chargeText, statusWords, typeWords } from './words';

/** What the summary of an item is told. */
export interface LineItemSummaryProps {
  receiver: string;
  month: string;
  item: CustomLineItem;
}

/** Who is charged what, from when to when, and how the amount comes about. */
export function LineItemSummary({ receiver, month, item }: LineItemSummaryProps) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t('summary')}</Header>}>
        <KeyValuePairs
          columns={4}
          items={[
            { label: t('amount'), value: <MoneyText money={item.amount} reason={t('noAmount')} /> },
            { label: t('status'), value: <StateBadge words={statusWords[item.status]} /> },
            { label: t('type'), value: typeWords[item.type] },
            { label: t('charge'), value: chargeText(item) },
            { label: t('customer'), value: <Customer receiver={receiver} month={month} item={item} /> },
            { label: t('billingGroup'), value: item.billing_group_name ?? '-' },
            { label: t('starts'), value: item.starts === undefined ? <UnknownFigure reason={t('versionsUnread')} /> : formatMonth(item.starts) },
            { label: t('ends'), value: <End item={item} /> },
            ...attributionFacts(receiver, item),
            { label: t('description'), value: item.description ?? '-' },
            { label: t('service'), value: item.service ?? '-' },
            { label: t('accountId'), value: item.account_id ?? t('allAccounts') },
            { label: t('itemized'), value: item.itemized === true ? t('itemizedYes') : t('itemizedNo') },
            { label: t('created'), value: formatInstant(item.created_at) },
            { label: t('modified'), value: formatInstant(item.modified_at) },
            { label: t('arn'), value: item.arn },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">{t('computed')}</Header>}>
        {item.kind === 'flat' ? <Box>{t('formulaFlat')}</Box> : <Percentage item={item} />}
      </Container>
      {item.kind === 'percentage' && (
        <SimpleTable
          label={t('associations')}
          title={t('associations')}
          items={item.associations ?? []}
          rowId={(association) => association.arn}
          emptyText={t('noAssociations')}
          columns={[
            { id: 'name', header: t('associated'), rowHeader: true, width: 240, cell: (association) => association.name ?? '-' },
            { id: 'kind', header: t('kind'), width: 200, cell: (association) => (association.kind === 'billing_group' ? t('associatedGroup') : t('associatedItem')) },
            { id: 'arn', header: t('arn'), cell: (association) => association.arn },
          ]}
        />
      )}
    </SpaceBetween>
  );
}

function attributionFacts(receiver: string, item: CustomLineItem) {
  const { class: standsFor = 'unattributed', attributed_by: person, attributed_at: instant } = item.attribution ?? {};
  return [
    { label: t('standsFor'), value: attributionWords[standsFor] },
    { label: t('madeBy'), value: <MadeBy receiver={receiver} item={item} /> },
    ...(person === undefined ? [] : [{ label: t('attributedBy'), value: t('attributedByText', { person, instant: formatInstant(instant) }) }]),
  ];
}

function Customer({ receiver, month, item }: LineItemSummaryProps) {
  const { customer_id: id, customer_name: name } = item;
  if (id === undefined) return '-';
  return <AppLink href={paths.customer(receiver, id, { period: month, tab: 'line-items' })}>{name ?? id}</AppLink>;
}

function End({ item }: { item: CustomLineItem }) {
  if (item.recurring === true) return t('noEnd');
  return item.ends === undefined ? <UnknownFigure reason={t('versionsUnread')} /> : formatMonth(item.ends);
}

function Percentage({ item }: { item: CustomLineItem }) {
  return (
    <SpaceBetween size="s">
      <Box>{t('formulaPercent', { percent: formatRate(item.percent, 'negative'), base: formatMoney(item.base), amount: formatMoney(item.amount) })}</Box>
      <KeyValuePairs
        columns={3}
        items={[
          { label: t('base'), value: <MoneyText money={item.base} reason={t('noAmount')} /> },
          { label: t('baseNote'), value: item.base_note ?? '-' },
          { label: t('narrowed'), value: item.filter ?? '-' },
        ]}
      />
    </SpaceBetween>
  );
}
