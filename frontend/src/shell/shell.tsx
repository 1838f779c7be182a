import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import type { AppLayoutProps } from '@cloudscape-design/components/app-layout';
import type { BreadcrumbGroupProps } from '@cloudscape-design/components/breadcrumb-group';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Flashbar from '@cloudscape-design/components/flashbar';
import Link from '@cloudscape-design/components/link';
import type { SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';

import { useFollow } from '@/ui/app-link';
import type { Notice } from '@/ui/page-slots';
import { usePageActions, usePageSlots } from '@/ui/page-slots';

import { t } from './messages';
import type { ShortcutActions } from './shortcuts';
import { useShortcuts } from './shortcuts';

// Few visits open a panel; its code is loaded when one does.
const SplitPanel = lazy(() => import('@cloudscape-design/components/split-panel'));

/** What the frame around every page is told. */
export interface ShellProps {
  topBar: ReactNode;
  navigation: SideNavigationProps.Item[];
  navigationHeader: { text: string; href: string };
  activeHref: string;
  breadcrumbs: BreadcrumbGroupProps.Item[];
  shortcuts: Pick<ShortcutActions, 'pages' | 'search' | 'showKeys'> & { singleKeys: boolean };
  contentType: AppLayoutProps.ContentType;
  /** Messages of the portal itself, above those of the page. */
  notices: Notice[];
  children: ReactNode;
}

/** The one layout: top bar, side navigation, breadcrumbs, messages, page, help, panel. Pages fill it through ui/page-slots. */
export function Shell(props: ShellProps) {
  const { help, helpOpen, panel, notices } = usePageSlots();
  const { setHelpOpen, dismiss } = usePageActions();
  const follow = useFollow();
  const layout = useRef<AppLayoutProps.Ref>(null);
  const [navigationOpen, setNavigationOpen] = useState(() => window.matchMedia('(min-width: 1100px)').matches);
  const [panelSize, setPanelSize] = useState(420);
  const [panelPosition, setPanelPosition] = useState<AppLayoutProps.SplitPanelPreferences['position']>('bottom');
  const router = useRouter();
  useShortcuts(props.shortcuts.singleKeys, {
    ...props.shortcuts,
    go: (href) => router.history.push(href),
    toggleNavigation: () => setNavigationOpen((before) => !before),
    toggleHelp: () => setHelpOpen(help !== null && !helpOpen),
  });
  useEffect(() => {
    if (!helpOpen) return;
    // The panel is drawn after this effect; its button can be focused in the frame that follows.
    const frame = requestAnimationFrame(() => layout.current?.focusToolsClose());
    return () => cancelAnimationFrame(frame);
  }, [helpOpen, help]);
  return (
    <>
      <SkipLink />
      <div id="top-bar">{props.topBar}</div>
      <AppLayoutToolbar
        ref={layout}
        headerSelector="#top-bar"
        contentType={props.contentType}
        ariaLabels={{
          navigation: t('navigation'),
          navigationClose: t('closeNavigation'),
          navigationToggle: t('openNavigation'),
          notifications: t('messages'),
          tools: t('help'),
          toolsClose: t('closeHelp'),
          toolsToggle: t('openHelp'),
        }}
        navigationOpen={navigationOpen}
        onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
        navigation={<SideNavigation header={props.navigationHeader} activeHref={props.activeHref} items={props.navigation} onFollow={follow} />}
        breadcrumbs={<BreadcrumbGroup items={props.breadcrumbs} ariaLabel={t('breadcrumbs')} onFollow={follow} />}
        stickyNotifications
        notifications={
          <Flashbar
            stackItems
            items={[...props.notices, ...notices].map((notice) => toMessage(notice, dismiss))}
            i18nStrings={{
              ariaLabel: t('messages'),
              notificationBarAriaLabel: t('allMessages'),
              notificationBarText: t('messages'),
              errorIconAriaLabel: t('error'),
              warningIconAriaLabel: t('warning'),
              successIconAriaLabel: t('success'),
              infoIconAriaLabel: t('information'),
              inProgressIconAriaLabel: t('inProgress'),
            }}
          />
        }
        tools={help}
        toolsHide={help === null}
        toolsOpen={helpOpen && help !== null}
        onToolsChange={({ detail }) => setHelpOpen(detail.open)}
        splitPanelOpen={panel !== undefined}
        splitPanelSize={panelSize}
        onSplitPanelResize={({ detail }) => setPanelSize(detail.size)}
        splitPanelPreferences={{ position: panelPosition }}
        onSplitPanelPreferencesChange={({ detail }) => setPanelPosition(detail.position)}
        onSplitPanelToggle={({ detail }) => {
          if (!detail.open) panel?.onClose();
        }}
        splitPanel={
          panel !== undefined && (
            <Suspense fallback={null}>
              <SplitPanel header={panel.header} closeBehavior="hide">
                <FocusedWhileOpen label={panel.header}>{panel.content}</FocusedWhileOpen>
              </SplitPanel>
            </Suspense>
          )
        }
        content={
          <div id="main-content" tabIndex={-1}>
            {props.children}
          </div>
        }
      />
    </>
  );
}

/** Moves the focus into the panel a person opened, and back to where it was when the panel closes. */
function FocusedWhileOpen({ label, children }: { label: string; children: ReactNode }) {
  const region = useRef<HTMLElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    // Opened by a link from outside: the page begins where pages begin.
    if (!(opener instanceof HTMLElement) || opener === document.body) return;
    region.current?.focus();
    return () => {
      if (opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <section ref={region} tabIndex={-1} aria-label={label} className="panel-content">
      {children}
    </section>
  );
}

function SkipLink() {
  return (
    <div className="skip-link">
      <Link
        href="#main-content"
        variant="primary"
        onFollow={(event) => {
          event.preventDefault();
          document.getElementById('main-content')?.focus();
        }}
      >
        {t('skip')}
      </Link>
    </div>
  );
}

function toMessage(notice: Notice, dismiss: (id: string) => void) {
  const { id, type, header, content, action } = notice;
  return {
    id,
    type,
    header,
    content,
    action,
    ...(type === 'in-progress' && { loading: true, type: 'info' as const }),
    dismissible: type !== 'in-progress',
    dismissLabel: t('dismiss', { header }),
    onDismiss: () => dismiss(id),
    ariaRole: type === 'error' ? ('alert' as const) : ('status' as const),
  };
}
