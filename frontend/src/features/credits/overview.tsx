import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { CreditTracker } from '@/api/types';
import { NotCollected } from '@/features/collections/not-collected';
import { figuresInterval, useRunningCollection } from '@/features/collections/running-collection';
import { formatMonth } from '@/lib/month';
import { formatInstant } from '@/lib/time';
import { InfoLink } from '@/ui/help';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { QueryView } from '@/ui/query-view';
import { RefreshControl } from '@/ui/refresh-control';
import { WarningsAlert } from '@/ui/warnings-alert';

import { AlertLinks } from './alert-links';
import { CreditsHelp } from './help';
import { AppliedFigures, BalanceFigures } from './key-figures';
import { t } from './messages';
import type { CreditScope } from './queries';
import { creditTrackerQuery } from './queries';
import { CreditTrend } from './trend';
import { VisibilityLinks } from './visibility-links';
import { isReadable } from './words';

/** What the overview is told. */
export interface CreditsOverviewProps {
  scope: CreditScope;
  month: string;
  onMonth: (month: string) => void;
}

/** Both tiers side by side, each with what it covers; the months fold away below. */
export function CreditsOverview({ scope, month, onMonth }: CreditsOverviewProps) {
  const running = useRunningCollection(scope.receiver);
  const query = useQuery({ ...creditTrackerQuery(scope, month), refetchInterval: running === undefined ? false : figuresInterval });
  return (
    <QueryView query={query} what={t('overview', { month: formatMonth(month) })}>
      {(tracker) => (
        <SpaceBetween size="m">
          <SpaceBetween direction="horizontal" size="m" alignItems="center">
            <ProvenanceInfo provenance={tracker.provenance} />
            <RefreshControl query={query} things={t('theOverview')} />
          </SpaceBetween>
          {tracker.provenance.as_of === undefined ? (
            <NotCollected receiver={scope.receiver} month={month} onMonth={onMonth} />
          ) : (
            <WarningsAlert warnings={tracker.provenance.warnings} />
          )}
          <div className="side-by-side">
            <AppliedTier month={month} tracker={tracker} />
            <BalanceTier scope={scope} month={month} tracker={tracker} />
          </div>
          <Months tracker={tracker} />
        </SpaceBetween>
      )}
    </QueryView>
  );
}

function AppliedTier({ month, tracker }: { month: string; tracker: CreditTracker }) {
  return (
    <Container
      fitHeight
      header={
        <Header
          variant="h2"
          info={<InfoLink about={t('appliedTier')} topic={<CreditsHelp />} />}
          description={t('appliedTierText', { month: formatMonth(month) })}
        >
          {t('appliedTier')}
        </Header>
      }
    >
      <AppliedFigures month={month} totals={tracker.totals} />
    </Container>
  );
}

function BalanceTier({ scope, month, tracker }: { scope: CreditScope; month: string; tracker: CreditTracker }) {
  const all = tracker.visibility.reduce((sum, { customers }) => sum + customers, 0);
  const visible = tracker.visibility.filter(({ visibility }) => isReadable(visibility)).reduce((sum, { customers }) => sum + customers, 0);
  const read = tracker.balances_read_at;
  return (
    <Container
      fitHeight
      header={
        <Header
          variant="h2"
          info={<InfoLink about={t('balanceTier')} topic={<CreditsHelp />} />}
          description={
            <>
              {t(visible < all ? 'balanceTierText' : 'balanceAll', { visible, all })}{' '}
              {read === undefined ? t('balanceUnread') : t('balancesRead', { instant: formatInstant(read) })}
            </>
          }
        >
          {t('balanceTier')}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <BalanceFigures tracker={tracker} readable={visible > 0} />
        <div className="side-by-side-narrow">
          <AlertLinks scope={scope} alerts={tracker.alerts} known={visible > 0 || scope.demo} />
          <VisibilityLinks scope={scope} month={month} visibility={tracker.visibility} />
        </div>
      </SpaceBetween>
    </Container>
  );
}

function Months({ tracker }: { tracker: CreditTracker }) {
  const [open, setOpen] = useState(false);
  return (
    <ExpandableSection variant="footer" headingTagOverride="h2" headerText={t('trend')} expanded={open} onChange={({ detail }) => setOpen(detail.expanded)}>
      {open && <CreditTrend months={tracker.trend} />}
    </ExpandableSection>
  );
}
