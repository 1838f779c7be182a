import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';

import { PeriodControl } from '@/features/collections/period-control';
import { useMonth } from '@/features/identity/queries';
import { formatMonth } from '@/lib/month';
import { emptyListState, listStateOf } from '@/lib/url-state';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { TabbedPage } from '@/ui/tabbed-page';

import type { CreditsAddress, CreditTab } from './address';
import { creditLists, creditTabs } from './address';
import { AllocationsTable } from './allocations-table';
import { AppliedTable } from './applied-table';
import { CreditsTable } from './credits-table';
import { CreditCustomersTable } from './customers-table';
import { Expiries } from './expiries';
import { CreditsHelp } from './help';
import { t } from './messages';
import { CreditsOverview } from './overview';
import type { CreditScope } from './queries';
import { CreditSettingsTab } from './settings-tab';

const help = <CreditsHelp />;

const tabNames: Record<CreditTab, string> = {
  customers: t('customers'),
  credits: t('credits'),
  allocations: t('allocations'),
  applied: t('applied'),
  settings: t('settings'),
};

/** What the credit tracker is told by its address. */
export interface CreditsPageProps {
  receiver: string;
  address: CreditsAddress;
  onAddress: (change: Partial<CreditsAddress>) => void;
}

/** Every credit: what it took off the bills, what of it customers see, and, where a customer lets the portal look, what is left. */
export function CreditsPage({ receiver, address, onAddress }: CreditsPageProps) {
  const month = useMonth(address.period);
  const demo = address.demo === 'true';
  const scope = { receiver, demo };
  usePageHeading({ month });
  usePageHelp(help);
  const others = { ...emptyListState, size: address.size, open: '' };
  return (
    <TabbedPage
      title={t(demo ? 'titleSimulated' : 'titleOf', { month: formatMonth(month) })}
      about={t('about')}
      help={help}
      actions={
        <SpaceBetween direction="horizontal" size="m" alignItems="center">
          <Toggle checked={demo} onChange={({ detail }) => onAddress({ demo: detail.checked ? 'true' : 'false', page: 1, open: '' })}>
            {t('demo')}
          </Toggle>
          <PeriodControl receiver={receiver} month={month} onMonth={(period) => onAddress({ period, page: 1, open: '' })} />
        </SpaceBetween>
      }
      above={demo && <DemoBanner onOff={() => onAddress({ demo: 'false', page: 1, open: '' })} />}
      label={t('tabs')}
      active={address.tab}
      onTab={(tab) => onAddress({ ...others, tab })}
      tabs={creditTabs.map((id) => ({ id, label: tabNames[id] }))}
    >
      <ActiveTab scope={scope} month={month} address={address} onAddress={onAddress} />
    </TabbedPage>
  );
}

/** Says that figures are made up, above everything else. */
function DemoBanner({ onOff }: { onOff: () => void }) {
  return (
    <Alert type="warning" header={t('demoTitle')} action={<Button onClick={onOff}>{t('demoOff')}</Button>}>
      {t('demoText')}
    </Alert>
  );
}

interface ActiveTabProps {
  scope: CreditScope;
  month: string;
  address: CreditsAddress;
  onAddress: (change: Partial<CreditsAddress>) => void;
}

function ActiveTab({ scope, month, address, onAddress }: ActiveTabProps) {
  const list = (name: keyof typeof creditLists) => ({
    scope,
    address: listStateOf(address, creditLists[name].properties, creditLists[name].order),
    onState: onAddress,
  });
  switch (address.tab) {
    case 'customers':
      return (
        <SpaceBetween size="l">
          <CreditsOverview scope={scope} month={month} onMonth={(period) => onAddress({ period, page: 1 })} />
          <CreditCustomersTable {...list('customers')} month={month} open={address.open} onOpen={(open) => onAddress({ open })} />
        </SpaceBetween>
      );
    case 'credits':
      return (
        <SpaceBetween size="l">
          <Expiries scope={scope} month={month} />
          <CreditsTable {...list('credits')} open={address.open} onOpen={(open) => onAddress({ open })} />
        </SpaceBetween>
      );
    case 'allocations':
      return <AllocationsTable {...list('allocations')} />;
    case 'applied':
      return <AppliedTable {...list('applied')} month={month} />;
    case 'settings':
      return <CreditSettingsTab receiver={scope.receiver} />;
    default:
      return unreachableTab(address.tab);
  }
}

function unreachableTab(tab: never): never {
  throw new Error(`${String(tab)} is not a tab`);
}
