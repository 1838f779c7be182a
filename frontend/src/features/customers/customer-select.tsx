import Select from '@cloudscape-design/components/select';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { BillingGroupStatus } from '@/api/types';
import { marginsQuery } from '@/features/margin/queries';
import { emptyListState } from '@/lib/url-state';

import { t } from './customer-select-messages';

/** A customer that was chosen, and the currency it is billed in. */
export interface ChosenCustomer {
  id: string;
  name: string;
  currency: string;
}

/** What the choice of a customer is told. */
export interface CustomerSelectProps {
  receiver: string;
  month: string;
  customer: ChosenCustomer | undefined;
  onCustomer: (customer: ChosenCustomer) => void;
  /** Only customers with a billing group can be chosen: the others have nothing that line items could belong to. */
  withGroup?: boolean;
}

/** Of these customers AWS has no billing group. */
const withoutGroup: readonly BillingGroupStatus[] = ['missing', 'deleted', 'not_needed'];

/** Chooses one of a thousand customers; the server searches. The list says in which currency each is billed. */
export function CustomerSelect({ receiver, month, customer, onCustomer, withGroup = false }: CustomerSelectProps) {
  const [search, setSearch] = useState('');
  const query = useQuery(marginsQuery(receiver, month, 'customer', { ...emptyListState, search, sort: 'label', size: 25 }));
  const choices = (query.data?.items ?? []).flatMap((row) =>
    row.customer_id === undefined
      ? []
      : [{ id: row.customer_id, name: row.label, currency: row.figures.currency, grouped: withoutGroup.every((status) => status !== row.billing_group_status) }],
  );
  return (
    <Select
      selectedOption={customer === undefined ? null : { value: customer.id, label: customer.name, description: customer.id }}
      options={choices.map(({ id, name, currency, grouped }) => ({
        value: id,
        label: name,
        description: `${id}, ${currency}`,
        ...(withGroup && !grouped && { disabled: true, disabledReason: t('noGroup') }),
      }))}
      filteringType="manual"
      filteringPlaceholder={t('findCustomer')}
      filteringAriaLabel={t('findCustomer')}
      placeholder={t('chooseCustomer')}
      statusType={query.isError ? 'error' : query.isFetching ? 'loading' : 'finished'}
      loadingText={t('customersLoading')}
      errorText={t('customersFailed')}
      recoveryText={t('retry')}
      empty={t('noCustomers')}
      onLoadItems={({ detail }) => {
        setSearch(detail.filteringText);
        if (query.isError) void query.refetch();
      }}
      onChange={({ detail }) => {
        const chosen = choices.find((choice) => choice.id === detail.selectedOption.value);
        if (chosen !== undefined) onCustomer({ id: chosen.id, name: chosen.name, currency: chosen.currency });
      }}
    />
  );
}
