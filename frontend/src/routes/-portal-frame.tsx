import { useQuery } from '@tanstack/react-query';
import { useLocation, useMatches, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect } from 'react';

import { receiverNamesQuery } from '@/features/accounts/queries';
import { useCollectionNotice } from '@/features/collections/running-collection';
import { meQuery } from '@/features/identity/queries';
import { formatMonth } from '@/lib/month';
import { paths, sameMeaningFor } from '@/lib/paths';
import { useDisplay } from '@/shell/display';
import { Shell } from '@/shell/shell';
import { TopBar } from '@/shell/top-bar';
import { usePageActions, usePageSlots } from '@/ui/page-slots';

import { useEntryLinkNotice } from './-entry-link';
import { t } from './-messages';
import { activeHrefOf, breadcrumbsOf, navigationOf, pageTitle } from './-navigation';

const SimulatedHelp = lazy(async () => ({ default: (await import('@/features/identity/help')).SimulatedHelp }));

/** Fills the shell: who, which receiver, where, and what runs. */
export function PortalFrame({ children }: { children: ReactNode }) {
  const { receiver } = useParams({ strict: false });
  const location = useLocation();
  const page = useMatches({ select: (matches) => matches.at(-1)?.staticData }) ?? {};
  const { subject, month } = usePageSlots();
  const { showHelp } = usePageActions();
  const [display, changeDisplay] = useDisplay();
  const { data: me } = useQuery(meQuery());
  const { data: accounts } = useQuery(receiverNamesQuery());
  const allowed = receiver !== undefined && me?.receivers.includes(receiver) === true ? receiver : undefined;
  const collection = useCollectionNotice(allowed);
  useEntryLinkNotice();

  const receivers = (me?.receivers ?? []).map((id) => ({
    id,
    name: accounts?.items.find((account) => account.account_id === id)?.name ?? id,
    href: sameMeaningFor(id, location.pathname, location.searchStr),
  }));
  const current = receivers.find((choice) => choice.id === allowed);
  const shownMonth = month === undefined ? undefined : formatMonth(month);
  const title = pageTitle({ title: subject ?? page.title, month: shownMonth, receiver: current?.name });
  useEffect(() => {
    document.title = title;
  }, [title]);

  const period = new URLSearchParams(location.searchStr).get('period') ?? '';
  const home = allowed === undefined ? paths.accounts() : paths.dashboard(allowed);
  return (
    <Shell
      topBar={
        <TopBar
          homeHref={home}
          receiver={current}
          receivers={receivers}
          accountsHref={paths.accounts()}
          simulated={me?.environment.simulated === true}
          onSimulatedInfo={() => showHelp(<Suspense fallback={null}><SimulatedHelp /></Suspense>)}
          display={display}
          onDisplay={changeDisplay}
        />
      }
      navigationHeader={{ text: current?.name ?? t('portal'), href: home }}
      navigation={navigationOf(allowed, period)}
      activeHref={activeHrefOf(allowed, period, location.pathname)}
      breadcrumbs={breadcrumbsOf({ receiver: current, page, subject, month, shownMonth })}
      contentType={page.contentType ?? 'default'}
      notices={collection === undefined ? [] : [collection]}
    >
      {children}
    </Shell>
  );
}
