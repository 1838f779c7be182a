import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { csvOf } from '@/api/csv';
import type { Transfer, TransferQuota } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink, useGo } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { usePageHelp } from '@/ui/page-slots';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { lifecycleWords } from '@/ui/state-badges';

import type { Change } from './changes/change-modal';
import { ChangeModal } from './changes/change-modal';
import { TransfersHelp } from './help';
import { t } from './messages';
import { transfersQuery } from './queries';
import { transferColumns, transferFilters } from './transfer-columns';

/** Preferences of this table are remembered under this name. */
const table = 'transfers:list';
const help = <TransfersHelp />;

/** What the transfers page is told by its address. */
export interface TransfersPageProps {
  receiver: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** Every invitation and transfer of the receiver, and what to do about it. */
export function TransfersPage({ receiver, address, onState }: TransfersPageProps) {
  const state = useSizedState(table, address);
  const query = useQuery(transfersQuery(receiver, state));
  const [changing, setChanging] = useState<{ transfer: Transfer; change: Change }>();
  const roleReason = useOperatorReason();
  const go = useGo();
  usePageHelp(help);
  const counts = query.data?.states.filter((item) => item.count > 0).map((item) => `${formatCount(item.count)} ${lifecycleWords[item.state].text.toLowerCase()}`);
  const invite = (
    <Button variant="primary" disabled={roleReason !== undefined} disabledReason={roleReason ?? ''} onClick={() => go(paths.invite(receiver))}>
      {t('invite')}
    </Button>
  );
  return (
    <>
      <ResourceTable
        name={table}
        title={t('title')}
        things={t('things')}
        info={<InfoLink about={t('about')} topic={help} />}
        description={
          <>
            {counts !== undefined && counts.length > 0 && t('counts', { counts: counts.join(', '), time: formatInstant(query.data?.as_of) })}{' '}
            {query.data?.quota !== undefined && <QuotaText quota={query.data.quota} />}
          </>
        }
        actions={invite}
        columns={transferColumns({ receiver, roleReason, onChange: (transfer, change) => setChanging({ transfer, change }) })}
        rowId={(transfer) => transfer.transfer_id}
        query={query}
        state={state}
        onState={onState}
        csv={csvOf('/transfers', receiver)}
        properties={transferFilters}
        empty={{
          title: t('emptyTitle'),
          text: t('emptyText'),
          action: <AppLink href={paths.collections(receiver)}>{t('toCollections')}</AppLink>,
        }}
      />
      {changing !== undefined && (
        <ChangeModal receiver={receiver} transfer={changing.transfer} change={changing.change} onClose={() => setChanging(undefined)} />
      )}
    </>
  );
}

/** How much of the quota is used; its words say when nothing is left. */
function QuotaText({ quota }: { quota: TransferQuota }) {
  const { used, invitations, limit, basis } = quota;
  if (limit === undefined) return t('quotaNoLimit', { used, invitations });
  return (
    <span {...(basis !== undefined && { title: basis })}>
      {t('quota', { used, limit, invitations })} {used >= limit && <StatusIndicator type="warning">{t('quotaFull')}</StatusIndicator>}
    </span>
  );
}
