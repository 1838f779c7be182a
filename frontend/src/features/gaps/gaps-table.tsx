import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

import { csvOf } from '@/api/csv';
import { scopeOf } from '@/api/list-query';
import type { Gap, GapList, GapPlanRequest } from '@/api/types';
import { useOperatorReason } from '@/features/identity/queries';
import { useCreatePlan } from '@/features/plans/queries';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import type { ListState } from '@/lib/url-state';
import { scopedTo } from '@/lib/url-state';
import { useGo } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { ProblemAlert } from '@/ui/problem-alert';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { BulkAction } from '@/ui/resource-table/bulk-action';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import { useSelection } from '@/ui/resource-table/selection';
import { RichText } from '@/ui/rich-text';
import { useOnce } from '@/ui/use-once';

import { gapColumns, gapFilters } from './columns';
import { DismissModal } from './dismiss-modal';
import { GapPanel } from './gap-panel';
import { GapsNotes } from './gaps-notes';
import { GapsHelp } from './help';
import { t } from './messages';
import { PolicyModal } from './policy-modal';
import { gapsQuery } from './queries';
import { RemovePolicy } from './remove-policy';
import { GapTotalsLines } from './totals';
import { gapName } from './words';

/** What the list of gaps is told. */
export interface GapsTableProps {
  receiver: string;
  month: string;
  /** Only the gaps of this customer. */
  customerId?: string;
  /** Simulated gaps are shown too. */
  demo?: boolean;
  onDemo?: (demo: boolean) => void;
  /** The gap whose evidence is open, or ''. */
  open: string;
  onOpen: (gapId: string) => void;
  onMonth?: (month: string) => void;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

const view = (id: string, name: string, filter: string[], match: ListState['match'] = 'all') => ({ id, name, state: { filter, match, search: '', sort: '' } });

/** The views that everybody has. */
const views = [
  view('open', t('viewOpen'), ['status:eq:open', 'status:eq:partly'], 'any'),
  view('over', t('viewOver'), ['status:eq:over']),
  view('support', t('viewSupport'), ['class:eq:support', 'status:eq:open']),
  view('unknown', t('viewUnknown'), ['status:eq:unknown']),
  view('dismissed', t('viewDismissed'), ['status:eq:dismissed']),
];

/** What each customer does not see of a month, by class, and what would close it. */
export function GapsTable({ receiver, month, customerId, demo = false, onDemo, open, onOpen, onMonth, address, onState }: GapsTableProps) {
  const ofOne = customerId !== undefined;
  const table = ofOne ? 'gaps:customer' : 'gaps:list';
  const sized = useSizedState(table, address);
  const state = ofOne ? scopedTo(sized, `customer_id:eq:${customerId}`) : sized;
  const query = useQuery(gapsQuery(receiver, month, demo, state));
  const [ids, onIds] = useSelection(JSON.stringify([receiver, month, demo, state]));
  const [policyOf, setPolicyOf] = useState<Gap>();
  const [dismissing, setDismissing] = useState<readonly Gap[]>([]);
  const [ending, setEnding] = useState<Gap>();
  const create = useCreatePlan(receiver);
  const go = useGo();
  const once = useOnce();
  const roleReason = useOperatorReason();
  const { data } = query;
  const matching = data?.totals.reduce((sum, total) => sum + total.gaps, 0);
  const plan = (scope: Omit<GapPlanRequest, 'period' | 'demo'>) => {
    if (!once.begin()) return;
    create.mutate(
      { gaps: { period: month, ...(demo && { demo }), ...scope } },
      { onError: once.again, onSuccess: (made) => go(paths.plan(receiver, made.plan_id)) },
    );
  };
  const chosen = (data?.items ?? []).filter((gap) => ids.includes(gap.gap_id));
  const dismissOne = useCallback((gap: Gap) => setDismissing([gap]), []);
  const opened = data?.items.find((gap) => gap.gap_id === open);
  return (
    <SpaceBetween size="m">
      {demo && (
        <Alert type="warning" header={t('demoTitle')} action={onDemo !== undefined && <Button onClick={() => onDemo(false)}>{t('demoEnd')}</Button>}>
          <RichText of={t('demoText')} />
        </Alert>
      )}
      {data !== undefined && !ofOne && <GapsNotes receiver={receiver} month={month} data={data} onMonth={onMonth} />}
      {create.isError && <ProblemAlert what={t('notPlanned')} error={create.error} />}
      <ResourceTable
        name={table}
        variant="container"
        title={t('gapsTitle')}
        things={t('gapsThings')}
        info={<InfoLink about={t('about')} topic={<GapsHelp />} />}
        description={
          data !== undefined && (
            <SpaceBetween size="xxs">
              <ProvenanceInfo provenance={data.provenance} />
              <GapTotalsLines totals={data.totals} />
            </SpaceBetween>
          )
        }
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              disabled={roleReason !== undefined || demo || chosen.length === 0}
              disabledReason={roleReason ?? (demo ? t('dismissNotDemo') : t('dismissNone'))}
              onClick={() => setDismissing(chosen)}
            >
              {t('dismiss')}
            </Button>
            <BulkAction
              selected={ids.length}
              matching={matching}
              filtered={sized.filter.length > 0 || sized.search !== ''}
              loading={create.isPending}
              reason={roleReason ?? whyNot(data, matching)}
              onSelected={() => plan({ gap_ids: [...ids] })}
              onMatching={() => plan(scopeOf(state))}
            >
              {t('planFixes')}
            </BulkAction>
          </SpaceBetween>
        }
        columns={gapColumns({ receiver, month, ofOneCustomer: ofOne, onInspect: (gap) => onOpen(gap.gap_id) })}
        rowId={(gap) => gap.gap_id}
        query={query}
        state={sized}
        onState={onState}
        allTermsHold={ofOne}
        selection={{ ids, onIds, selectable: (gap) => gap.proposal !== undefined, name: gapName }}
        csv={csvOf('/gap-analysis', receiver, { period: month, ...(demo && { demo: 'true' }) }, ofOne ? `customer_id:eq:${customerId}` : '')}
        properties={gapFilters(ofOne)}
        views={ofOne ? [] : views}
        empty={{ title: t('empty'), text: ofOne ? t('emptyCustomer') : t('emptyText', { month: formatMonth(month) }) }}
      />
      {opened !== undefined && <GapPanel receiver={receiver} month={month} gap={opened} onPolicy={setPolicyOf} onDismiss={dismissOne} onEnd={setEnding} onClose={() => onOpen('')} />}
      {dismissing.length > 0 && <DismissModal receiver={receiver} subjects={dismissing} onDone={() => onIds([])} onClose={() => setDismissing([])} />}
      {ending !== undefined && (
        <RemovePolicy receiver={receiver} policy={{ ...ending, mode: 'dismissed', policy_id: `${ending.class}.${ending.customer_id}` }} onClose={() => setEnding(undefined)} />
      )}
      {policyOf !== undefined && (
        <PolicyModal
          receiver={receiver}
          month={month}
          subject={{ class: policyOf.class, customer: { id: policyOf.customer_id, name: policyOf.customer_name, currency: policyOf.currency ?? '' } }}
          mode={policyOf.policy}
          percent={policyOf.policy_percent}
          onClose={() => setPolicyOf(undefined)}
        />
      )}
    </SpaceBetween>
  );
}

/** Why no fix can be planned. */
function whyNot(data: GapList | undefined, matching: number | undefined): string | undefined {
  if (data === undefined) return undefined;
  if (!data.plannable) return t('notPlannable');
  return matching === 0 ? t('nothingProposed') : undefined;
}
