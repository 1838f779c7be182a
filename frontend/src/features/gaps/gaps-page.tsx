import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';

import { PeriodControl } from '@/features/collections/period-control';
import { useMonth } from '@/features/identity/queries';
import { formatMonth } from '@/lib/month';
import { emptyListState, listStateOf } from '@/lib/url-state';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { TabbedPage } from '@/ui/tabbed-page';

import type { GapsAddress, GapTab } from './address';
import { gapOrder, gapProperties, gapTabs } from './address';
import { CoverageTable } from './coverage-table';
import { GapsTable } from './gaps-table';
import { GapsHelp } from './help';
import { HistoryTable } from './history-table';
import { t } from './messages';
import { PoliciesTable } from './policies-table';

const help = <GapsHelp />;

const tabNames: Record<GapTab, string> = { gaps: t('tabGaps'), coverage: t('tabCoverage'), policies: t('tabPolicies'), history: t('tabHistory') };

/** The tabs whose figures are of one month. */
const monthly: GapTab[] = ['gaps', 'coverage'];

/** What the page of gaps is told by its address. */
export interface GapsPageProps {
  receiver: string;
  address: GapsAddress;
  onAddress: (change: Partial<GapsAddress>) => void;
}

/** What is in the receiver's bill and not in what customers see, how it is handled, and the way to close it. */
export function GapsPage({ receiver, address, onAddress }: GapsPageProps) {
  const { tab } = address;
  const month = useMonth(address.period);
  const ofMonth = monthly.includes(tab);
  usePageHeading(ofMonth ? { month } : {});
  usePageHelp(help);
  const showMonth = (period: string) => onAddress({ period, page: 1, open: '' });
  const showDemo = (demo: boolean) => onAddress({ demo: demo ? 'true' : 'false', page: 1, open: '' });
  return (
    <TabbedPage
      title={ofMonth ? t('titleOf', { title: t('page'), month: formatMonth(month) }) : t('page')}
      about={t('about')}
      help={help}
      actions={
        ofMonth && (
          <SpaceBetween direction="horizontal" size="m" alignItems="center">
            {tab === 'gaps' && (
              <Toggle checked={address.demo === 'true'} onChange={({ detail }) => showDemo(detail.checked)}>
                {t('demo')}
              </Toggle>
            )}
            <PeriodControl receiver={receiver} month={month} onMonth={showMonth} />
          </SpaceBetween>
        )
      }
      label={t('tabs')}
      active={tab}
      onTab={(chosen) => onAddress({ ...emptyListState, size: address.size, tab: chosen, open: '', demo: 'false' })}
      tabs={gapTabs.map((id) => ({ id, label: tabNames[id] }))}
    >
      <ActiveTab receiver={receiver} month={month} address={address} onAddress={onAddress} onMonth={showMonth} onDemo={showDemo} />
    </TabbedPage>
  );
}

interface ActiveTabProps extends GapsPageProps {
  month: string;
  onMonth: (month: string) => void;
  onDemo: (demo: boolean) => void;
}

function ActiveTab({ receiver, month, address, onAddress, onMonth, onDemo }: ActiveTabProps) {
  const { tab } = address;
  const list = { receiver, month, address: listStateOf(address, gapProperties[tab], gapOrder[tab]), onState: onAddress };
  switch (tab) {
    case 'gaps':
      return <GapsTable {...list} demo={address.demo === 'true'} onDemo={onDemo} open={address.open} onOpen={(open) => onAddress({ open })} onMonth={onMonth} />;
    case 'coverage':
      return <CoverageTable {...list} />;
    case 'policies':
      return <PoliciesTable {...list} />;
    case 'history':
      return <HistoryTable {...list} />;
    default:
      return unreachableTab(tab);
  }
}

function unreachableTab(tab: never): never {
  throw new Error(`${String(tab)} is not a tab of gaps`);
}
