import { useQuery } from '@tanstack/react-query';

import { csvOf } from '@/api/csv';
import type { Plan } from '@/api/types';
import { usePrincipal } from '@/features/identity/queries';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { MoneyText } from '@/ui/money-text';
import { usePageHelp } from '@/ui/page-slots';
import type { Column } from '@/ui/resource-table/columns';
import type { FilterProperty } from '@/ui/resource-table/filter-terms';
import { choiceFilter, numberFilter, textFilter } from '@/ui/resource-table/filter-terms';
import { useSizedState } from '@/ui/resource-table/preferences';
import { ResourceTable } from '@/ui/resource-table/resource-table';
import type { NamedView } from '@/ui/resource-table/table-views';
import { choicesOf, StateBadge } from '@/ui/state-badges';

import { PlansHelp } from './help';
import { t } from './messages';
import { plansQuery } from './queries';
import { approvalWords, planKindWords, planStatusWords } from './words';

const columnsFor = (receiver: string): Column<Plan>[] => [
  { id: 'title', header: t('plan'), sort: 'title', rowHeader: true, width: 330, cell: (plan) => <AppLink href={paths.plan(receiver, plan.plan_id)}>{plan.title}</AppLink> },
  { id: 'status', header: t('status'), sort: 'status', width: 170, cell: (plan) => <StateBadge words={planStatusWords[plan.status]} /> },
  { id: 'approval', csv: ['approval.state'], header: t('approval'), sort: 'approval', width: 175, cell: (plan) => (plan.approval === undefined ? '-' : <StateBadge words={approvalWords[plan.approval.state]} />) },
  { id: 'change', csv: [], header: t('effect'), numeric: true, width: 175, cell: (plan) => <Change plan={plan} /> },
  { id: 'kind', header: t('kind'), sort: 'kind', width: 190, cell: (plan) => planKindWords[plan.kind] },
  { id: 'items', csv: ['item_count'], header: t('items'), numeric: true, width: 110, cell: (plan) => formatCount(plan.item_count) },
  { id: 'created_by', header: t('createdBy'), sort: 'created_by', width: 150, cell: (plan) => plan.created_by },
  { id: 'created_at', header: t('created'), sort: 'created_at', width: 200, cell: (plan) => formatInstant(plan.created_at) },
  { id: 'expires_at', header: t('expires'), width: 200, hiddenAtFirst: true, cell: (plan) => formatInstant(plan.expires_at) },
  { id: 'applied_at', header: t('applied'), width: 200, cell: (plan) => formatInstant(plan.applied_at) },
  { id: 'applied_by', header: t('appliedBy'), width: 150, hiddenAtFirst: true, cell: (plan) => plan.applied_by ?? '-' },
  { id: 'plan_id', header: t('planId'), width: 220, hiddenAtFirst: true, cell: (plan) => plan.plan_id },
];

/** What the plan does to what customers are charged; a line for each currency and month. */
function Change({ plan }: { plan: Plan }) {
  const { totals = [] } = plan;
  if (totals.length === 0) return '-';
  return totals.map((total) => (
    <div key={`${total.currency} ${total.period}`}>
      <MoneyText money={total.change} signed estimated={total.estimated === true} />
    </div>
  ));
}

const filters: FilterProperty[] = [
  textFilter('title', t('plan')),
  choiceFilter('status', t('status'), choicesOf(planStatusWords)),
  choiceFilter('approval', t('approval'), choicesOf(approvalWords)),
  choiceFilter('kind', t('kind'), Object.entries(planKindWords).map(([value, label]) => ({ value, label }))),
  textFilter('created_by', t('createdBy')),
  numberFilter('created_at', t('created')),
];

const waiting = ['status:eq:draft', 'approval:eq:needed'];

/** The questions of those who approve. Nobody approves a plan of their own. */
const viewsOf = (me: string): NamedView[] => [
  { id: 'for-me', name: t('waitsForMe'), state: { filter: [...waiting, `created_by:ne:${me}`], match: 'all', search: '', sort: '-created_at' } },
  { id: 'waiting', name: t('waitsForAnyone'), state: { filter: waiting, match: 'all', search: '', sort: '-created_at' } },
  { id: 'drafts', name: t('toReview'), state: { filter: ['status:eq:draft'], match: 'all', search: '', sort: '-created_at' } },
];

/** Preferences of this table are remembered under this name. */
const table = 'plans:list';
const help = <PlansHelp />;

/** What the page of plans is told by its address. */
export interface PlansPageProps {
  receiver: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** What was intended, what waits for review, and what became of it. */
export function PlansPage({ receiver, address, onState }: PlansPageProps) {
  const state = useSizedState(table, address);
  const query = useQuery(plansQuery(receiver, state));
  const views = viewsOf(usePrincipal());
  usePageHelp(help);
  return (
    <ResourceTable
      name={table}
      title={t('page')}
      things={t('things')}
      info={<InfoLink about={t('about')} topic={help} />}
      columns={columnsFor(receiver)}
      rowId={(plan) => plan.plan_id}
      query={query}
      state={state}
      onState={onState}
      properties={filters}
      views={views}
      actions={<AppLink href={paths.plans(receiver, { tab: 'settings' })}>{t('settings')}</AppLink>}
      csv={csvOf('/plans', receiver)}
      empty={{ title: t('empty'), text: t('emptyText'), action: <AppLink href={paths.transfers(receiver)}>{t('toTransfers')}</AppLink> }}
    />
  );
}
