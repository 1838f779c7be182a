import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import type { Plan, PlanItem } from '@/api/types';
import { receiverNamesQuery } from '@/features/accounts/queries';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { SimpleTable } from '@/ui/simple-table';
import { StateBadge } from '@/ui/state-badges';

import { t } from './messages';
import { MonthNotes, PlanMoney } from './money-review';
import { t as review } from './review-messages';
import { isOfLineItems, planItemWords, planKindWords, planStatusWords } from './words';

/** The name of a receiver; its id until the name is known. */
export function useReceiverName(receiver: string): string {
  const { data } = useQuery(receiverNamesQuery());
  return data?.items.find((account) => account.account_id === receiver)?.name ?? receiver;
}

/** What a person has to read before the plan is applied: whose bill, what changes, what follows, what cannot be undone. */
export function PlanReview({ plan }: { plan: Plan }) {
  const name = useReceiverName(plan.receiver_id);
  // That it repeats is said louder, beside the months.
  const warnings = plan.warnings.filter(({ code }) => code !== 'recurring');
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t('plan')}</Header>}>
        <KeyValuePairs
          columns={4}
          items={[
            { label: t('receiver'), value: `${name} (${plan.receiver_id})` },
            { label: t('status'), value: <StateBadge words={planStatusWords[plan.status]} /> },
            { label: t('kind'), value: planKindWords[plan.kind] },
            { label: t('planId'), value: plan.plan_id },
            { label: t('createdBy'), value: plan.created_by },
            { label: t('created'), value: formatInstant(plan.created_at) },
            plan.applied_at === undefined
              ? { label: t('expires'), value: formatInstant(plan.expires_at) }
              : { label: t('applied'), value: formatInstant(plan.applied_at) },
            { label: t('appliedBy'), value: plan.applied_by ?? '-' },
            ...moneyFacts(plan),
          ]}
        />
      </Container>
      {isOfLineItems(plan.kind) && <MonthNotes plan={plan} />}
      {isOfLineItems(plan.kind) ? <PlanMoney plan={plan} /> : <ChangesTable plan={plan} />}
      <Container header={<Header variant="h2">{t('consequences')}</Header>}>
        {plan.consequences.length === 0 ? (
          t('noConsequences')
        ) : (
          <ul>
            {plan.consequences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
      </Container>
      {plan.also_in_plans !== undefined && (
        <Alert type="warning" header={review('alsoIn')}>
          {review('alsoInText')}
          <ul>
            {plan.also_in_plans.map((id) => (
              <li key={id}>
                <AppLink href={paths.plan(plan.receiver_id, id)}>{id}</AppLink>
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert type="warning" header={t('warnings')}>
          {warnings.map((warning) => (
            <Box key={`${warning.code}${warning.detail}`}>{warning.detail}</Box>
          ))}
        </Alert>
      )}
      <Alert type={plan.reversible ? 'info' : 'warning'} header={plan.reversible ? t('reversible') : t('irreversible')}>
        {plan.undo_note}
      </Alert>
    </SpaceBetween>
  );
}

/** What the summary of a plan of line items says beyond that of a transfer. */
function moneyFacts({ receiver_id: receiver, ledger_read_at: readAt, undoes, undone_by: undoneBy }: Plan) {
  const link = (planId: string) => <AppLink href={paths.plan(receiver, planId)}>{planId}</AppLink>;
  return [
    ...(readAt === undefined ? [] : [{ label: review('ledgerRead'), value: formatInstant(readAt) }]),
    ...(undoes === undefined ? [] : [{ label: review('undoes'), value: link(undoes) }]),
    ...(undoneBy === undefined ? [] : [{ label: review('undoneBy'), value: link(undoneBy) }]),
  ];
}

/** A field of an item, or the item alone when it changes none. */
interface ChangeRow {
  key: string;
  item: PlanItem;
  field: PlanItem['fields'][number] | undefined;
  first: boolean;
}

function ChangesTable({ plan }: { plan: Plan }) {
  const rows = plan.first_items.flatMap((item): ChangeRow[] =>
    item.fields.length === 0
      ? [{ key: item.item_id, item, field: undefined, first: true }]
      : item.fields.map((field, index) => ({ key: `${item.item_id}/${field.name}`, item, field, first: index === 0 })),
  );
  const shown = plan.first_items.length;
  return (
    <SimpleTable
      label={t('what')}
      title={t('what')}
      description={`${t('whatText', { count: plan.item_count })}. ${shown < plan.item_count ? t('firstOf', { shown, count: plan.item_count }) : ''}`}
      items={rows}
      rowId={(row) => row.key}
      emptyText={t('nothing')}
      columns={[
        { id: 'item', header: t('item'), rowHeader: true, width: 200, cell: ({ item }) => item.label },
        { id: 'field', header: t('field'), width: 180, cell: ({ field }) => field?.name ?? '-' },
        { id: 'before', header: t('before'), width: 190, cell: ({ field }) => field?.before ?? t('nothing') },
        { id: 'after', header: t('after'), width: 190, cell: ({ field }) => field?.after ?? t('nothing') },
        { id: 'operation', header: t('operation'), width: 240, cell: ({ item }) => item.operation },
        { id: 'result', header: t('result'), width: 260, cell: ({ item, first }) => first && <Result item={item} /> },
      ]}
    />
  );
}

function Result({ item }: { item: PlanItem }) {
  return (
    <>
      <StateBadge words={planItemWords[item.status]} />
      {item.detail !== undefined && <div>{item.detail}</div>}
    </>
  );
}
