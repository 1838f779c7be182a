import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { csvOf } from '@/api/csv';
import type { GapPolicy } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import type { Column } from '@/ui/resource-table/columns';
import { numberFilter } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';

import { classFilter, customerFilters, policyFilter } from './columns';
import { DismissModal } from './dismiss-modal';
import { GapsHelp } from './help';
import { t } from './policy-messages';
import { PolicyModal, policyName } from './policy-modal';
import { policiesQuery } from './queries';
import { RemovePolicy } from './remove-policy';
import { gapClassWords, policyText } from './words';

/** What the list of policies is told. */
export interface PoliciesTableProps {
  receiver: string;
  month: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

interface Place {
  receiver: string;
  month: string;
  roleReason: string | undefined;
  onEdit: (policy: GapPolicy) => void;
  onRemove: (policy: GapPolicy) => void;
}

const customerOf = (policy: GapPolicy) => (policy.customer_id === undefined ? undefined : (policy.customer_name ?? policy.customer_id));

function policyColumns(place: Place): Column<GapPolicy>[] {
  return [
    { id: 'class', header: t('class'), sort: 'class', rowHeader: true, width: 160, cell: (policy) => gapClassWords[policy.class] },
    { id: 'actions', csv: [], header: t('actions'), width: 95, cell: (policy) => <Actions policy={policy} place={place} /> },
    {
      id: 'customer_name',
      header: t('appliesTo'),
      sort: 'customer_name',
      width: 195,
      cell: (policy) =>
        policy.customer_id === undefined ? (
          t('everyCustomer')
        ) : (
          <AppLink href={paths.customer(place.receiver, policy.customer_id, { period: place.month })}>{policy.customer_name ?? policy.customer_id}</AppLink>
        ),
    },
    { id: 'mode', csv: ['mode', 'percent', 'until'], header: t('mode'), sort: 'mode', width: 175, cell: (policy) => policyText(policy.mode, policy.percent, policy.until) },
    { id: 'note', header: t('noteLabel'), width: 220, cell: (policy) => policy.note ?? '-' },
    { id: 'changed_by', header: t('changedBy'), width: 130, cell: (policy) => policy.changed_by ?? t('asItCame') },
    { id: 'changed_at', header: t('changedAt'), sort: 'changed_at', width: 185, cell: (policy) => formatInstant(policy.changed_at) },
    { id: 'customer_id', header: t('customerId'), sort: 'customer_id', width: 200, hiddenAtFirst: true, cell: (policy) => policy.customer_id ?? '-' },
  ];
}

function Actions({ policy, place }: { policy: GapPolicy; place: Place }) {
  const item = (id: string, text: string, reason: string | undefined) => ({ id, text, disabled: reason !== undefined, ...(reason !== undefined && { disabledReason: reason }) });
  return (
    <ButtonDropdown
      variant="inline-icon"
      ariaLabel={t('actionsFor', { name: policyName(policy.class, customerOf(policy)) })}
      expandToViewport
      items={[
        item('edit', t('edit'), place.roleReason),
        item('remove', policy.mode === 'dismissed' ? t('endDismissal') : t('remove'), place.roleReason ?? (policy.customer_id === undefined ? t('defaultStays') : undefined)),
      ]}
      onItemClick={({ detail }) => (detail.id === 'edit' ? place.onEdit(policy) : place.onRemove(policy))}
    />
  );
}

/** What is done with each class: the defaults, and what single customers have instead. */
export function PoliciesTable({ receiver, month, address, onState }: PoliciesTableProps) {
  const table = 'gaps:policies';
  const state = useSizedState(table, address);
  const query = useQuery(policiesQuery(receiver, state));
  const [editing, setEditing] = useState<GapPolicy | 'new'>();
  const [removing, setRemoving] = useState<GapPolicy>();
  const roleReason = useOperatorReason();
  return (
    <SpaceBetween size="m">
      <ResourceTable
        name={table}
        variant="container"
        title={t('policiesTitle')}
        things={t('policiesThings')}
        info={<InfoLink about={t('about')} topic={<GapsHelp />} />}
        actions={
          <Button variant="primary" disabled={roleReason !== undefined} disabledReason={roleReason ?? ''} onClick={() => setEditing('new')}>
            {t('addOverride')}
          </Button>
        }
        columns={policyColumns({ receiver, month, roleReason, onEdit: setEditing, onRemove: setRemoving })}
        rowId={(policy) => policy.policy_id}
        query={query}
        state={state}
        onState={onState}
        csv={csvOf('/gap-analysis/policies', receiver)}
        properties={[classFilter(), ...customerFilters(), policyFilter('mode'), numberFilter('changed_at', t('changedAt'))]}
        empty={{ title: t('emptyPolicies'), text: t('emptyPoliciesText') }}
      />
      {editing === 'new' && <PolicyModal receiver={receiver} month={month} subject={undefined} mode="pass_through" onClose={() => setEditing(undefined)} />}
      {editing !== undefined && editing !== 'new' && <EditPolicy receiver={receiver} month={month} policy={editing} onClose={() => setEditing(undefined)} />}
      {removing !== undefined && <RemovePolicy receiver={receiver} policy={removing} onClose={() => setRemoving(undefined)} />}
    </SpaceBetween>
  );
}

function EditPolicy({ receiver, month, policy, onClose }: { receiver: string; month: string; policy: GapPolicy; onClose: () => void }) {
  const { customer_id: id, class: kind, mode, percent, note, version } = policy;
  if (mode === 'dismissed' && id !== undefined) {
    return <DismissModal receiver={receiver} subjects={[{ class: kind, customer_id: id, customer_name: policy.customer_name ?? id }]} reason={note} onClose={onClose} />;
  }
  const customer = id === undefined ? undefined : { id, name: policy.customer_name ?? id, currency: '' };
  return <PolicyModal receiver={receiver} month={month} subject={{ class: kind, customer }} mode={mode} percent={percent} note={note} version={version} onClose={onClose} />;
}
