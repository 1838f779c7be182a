import type { TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useRouter } from '@tanstack/react-router';

import type { Display } from './display';
import { t } from './messages';

/** A receiver the person can switch to. */
export interface ReceiverChoice {
  id: string;
  name: string;
  /** The same page for that receiver. */
  href: string;
}

/** What the top bar is told. */
export interface TopBarProps {
  homeHref: string;
  receiver: ReceiverChoice | undefined;
  receivers: ReceiverChoice[];
  accountsHref: string;
  simulated: boolean;
  onSimulatedInfo: () => void;
  /** Opens the search for a customer; absent where there is none to search. */
  onSearch?: () => void;
  onShortcuts: () => void;
  display: Display;
  onDisplay: (change: Partial<Display>) => void;
}

const modes = [
  { id: 'system', text: t('system') },
  { id: 'light', text: t('light') },
  { id: 'dark', text: t('dark') },
] as const;

const densities = [
  { id: 'comfortable', text: t('comfortable') },
  { id: 'compact', text: t('compact') },
] as const;

const languages = [
  { id: 'en', text: t('english') },
  { id: 'de', text: t('german') },
] as const;

/** The bar above every page: where am I, whose figures are these, which AWS is this, how does it look. */
export function TopBar(props: TopBarProps) {
  const router = useRouter();
  const go = (href: string) => router.history.push(href);
  const utilities: TopNavigationProps.Utility[] = [
    ...(props.simulated
      ? [
          {
            type: 'button',
            text: t('simulated'),
            iconName: 'status-info',
            title: t('simulatedHint'),
            ariaLabel: t('simulatedInfo'),
            disableUtilityCollapse: true,
            onClick: props.onSimulatedInfo,
          } as const,
        ]
      : []),
    ...(props.onSearch === undefined
      ? []
      : [{ type: 'button', text: t('search'), iconName: 'search', title: t('searchKeys'), ariaLabel: t('search'), onClick: props.onSearch } as const]),
    {
      type: 'menu-dropdown',
      text: props.receiver?.name ?? t('chooseReceiver'),
      ariaLabel: props.receiver === undefined ? t('chooseReceiver') : t('receiver', { name: props.receiver.name }),
      iconName: 'multiscreen',
      ...(props.receiver !== undefined && { description: props.receiver.id }),
      items: [
        ...props.receivers.map((receiver) => ({ id: receiver.id, text: receiver.name, description: receiver.id, href: receiver.href })),
        { id: 'accounts', text: t('allReceivers'), href: props.accountsHref },
      ],
      onItemFollow: (event) => {
        if (event.detail.href === undefined) return;
        event.preventDefault();
        go(event.detail.href);
      },
    },
    {
      type: 'menu-dropdown',
      ariaLabel: t('displaySettings'),
      title: t('display'),
      iconName: 'settings',
      items: [
        { id: 'mode', text: t('theme'), items: modes.map((mode) => checked(mode, props.display.mode)) },
        { id: 'density', text: t('density'), items: densities.map((density) => checked(density, props.display.density)) },
        { id: 'language', text: t('language'), items: languages.map((language) => checked(language, props.display.language)) },
        { id: 'shortcuts', text: t('shortcuts') },
      ],
      onItemClick: ({ detail }) => {
        const mode = modes.find((item) => item.id === detail.id)?.id;
        const density = densities.find((item) => item.id === detail.id)?.id;
        const language = languages.find((item) => item.id === detail.id)?.id;
        if (detail.id === 'shortcuts') props.onShortcuts();
        if (mode !== undefined) props.onDisplay({ mode });
        if (density !== undefined) props.onDisplay({ density });
        if (language !== undefined) props.onDisplay({ language });
      },
    },
  ];
  return (
    <TopNavigation
      identity={{
        href: props.homeHref,
        title: t('portal'),
        onFollow: (event) => {
          event.preventDefault();
          go(props.homeHref);
        },
      }}
      utilities={utilities}
    />
  );
}

function checked({ id, text }: { id: string; text: string }, chosen: string) {
  return id === chosen ? ({ id, text: t('chosen', { choice: text }), iconName: 'check' } as const) : { id, text };
}
