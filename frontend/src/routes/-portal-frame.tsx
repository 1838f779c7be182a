import { useQuery } from '@tanstack/react-query';
import { useLocation, useMatches, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect, useState } from 'react';

import { receiverNamesQuery } from '@/features/accounts/queries';
import { useCollectionNotice } from '@/features/collections/running-collection';
import { useJobNotices } from '@/features/jobs/job-notices';
import { meQuery } from '@/features/identity/queries';
import { formatMonth } from '@/lib/month';
import { paths, sameMeaningFor } from '@/lib/paths';
import { useDisplay } from '@/shell/display';
import { Shell } from '@/shell/shell';
import { TopBar } from '@/shell/top-bar';
import { usePageActions, usePageSlots } from '@/ui/page-slots';

import type { Dialog } from './-dialogs';
import { Dialogs } from './-dialogs';
import { useEntryLinkNotice } from './-entry-link';
import { t } from './-messages';
import { activeHrefOf, breadcrumbsOf, navigationOf, pageTitle } from './-navigation';
import { pageShortcuts } from './-shortcuts';

const SimulatedHelp = lazy(async () => ({ default: (await import('@/features/identity/help')).SimulatedHelp }));

/** Fills the shell: who, which receiver, where, and what runs. */
export function PortalFrame({ children }: { children: ReactNode }) {
  const { receiver } = useParams({ strict: false });
  const location = useLocation();
  const page = useMatches({ select: (matches) => matches.at(-1)?.staticData }) ?? {};
  const { subject, month } = usePageSlots();
  const { showHelp } = usePageActions();
  const [display, changeDisplay] = useDisplay();
  const [dialog, setDialog] = useState<Dialog>();
  const { data: me } = useQuery(meQuery());
  const { data: accounts } = useQuery(receiverNamesQuery());
  const allowed = receiver !== undefined && me?.receivers.includes(receiver) === true ? receiver : undefined;
  const collection = useCollectionNotice(allowed);
  const jobs = useJobNotices(allowed);
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
  const pages = pageShortcuts(allowed, period);
  const search = allowed === undefined ? undefined : () => setDialog('search');
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
          onShortcuts={() => setDialog('keys')}
          {...(search !== undefined && { onSearch: search })}
        />
      }
      navigationHeader={{ text: current?.name ?? t('portal'), href: home }}
      navigation={navigationOf(allowed, period)}
      activeHref={activeHrefOf(allowed, period, location.pathname)}
      breadcrumbs={breadcrumbsOf({ receiver: current, page, subject, month, shownMonth })}
      shortcuts={{ singleKeys: display.shortcuts, pages, search, showKeys: () => setDialog('keys') }}
      contentType={page.contentType ?? 'default'}
      notices={collection === undefined ? jobs : [collection, ...jobs]}
    >
      {children}
      <Dialogs
        open={dialog}
        receiver={allowed}
        period={period}
        pages={pages}
        singleKeys={display.shortcuts}
        onSingleKeys={(shortcuts) => changeDisplay({ shortcuts })}
        onClose={() => setDialog(undefined)}
      />
    </Shell>
  );
}
