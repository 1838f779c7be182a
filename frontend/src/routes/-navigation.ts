import type { BreadcrumbGroupProps } from '@cloudscape-design/components/breadcrumb-group';
import type { SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import type { StaticDataRouteOption } from '@tanstack/react-router';

import { paths } from '@/lib/paths';

import { t } from './-messages';

const portal = t('portal');

/** The pages that exist, by what a person wants to do. Links between pages of figures keep the month of the address. */
export function navigationOf(receiver: string | undefined, period: string): SideNavigationProps.Item[] {
  const accounts = { type: 'link', text: t('receivers'), href: paths.accounts() } as const;
  if (receiver === undefined) return [accounts];
  return [
    {
      type: 'section-group',
      title: t('overview'),
      items: [
        { type: 'link', text: t('dashboard'), href: paths.dashboard(receiver, { period }) },
        { type: 'link', text: t('margin'), href: paths.margin(receiver, { period }) },
      ],
    },
    {
      type: 'section-group',
      title: t('proForma'),
      items: [
        { type: 'link', text: t('gaps'), href: paths.gaps(receiver, { period }) },
        { type: 'link', text: t('commission'), href: paths.commission(receiver, { period }) },
        { type: 'link', text: t('pricing'), href: paths.pricing(receiver, { period }) },
        { type: 'link', text: t('lineItems'), href: paths.lineItems(receiver, { period }) },
      ],
    },
    {
      type: 'section-group',
      title: t('creditsAndCost'),
      items: [
        { type: 'link', text: t('credits'), href: paths.credits(receiver, { period }) },
        { type: 'link', text: t('finops'), href: paths.finops(receiver, { period }) },
      ],
    },
    {
      type: 'section-group',
      title: t('data'),
      items: [
        { type: 'link', text: t('transfers'), href: paths.transfers(receiver) },
        { type: 'link', text: t('collections'), href: paths.collections(receiver) },
      ],
    },
    {
      type: 'section-group',
      title: t('operations'),
      items: [
        { type: 'link', text: t('plans'), href: paths.plans(receiver) },
        { type: 'link', text: t('schedules'), href: paths.schedules(receiver) },
        { type: 'link', text: t('jobs'), href: paths.jobs(receiver) },
        accounts,
      ],
    },
  ];
}

/** The address of the side navigation's entry for a page: its own, or that of the list it belongs to. */
export function activeHrefOf(receiver: string | undefined, period: string, pathname: string): string {
  if (receiver === undefined) return paths.accounts();
  const page = pathname.split('/')[3] ?? '';
  switch (page) {
    case '':
      return paths.dashboard(receiver, { period });
    case 'margin':
    case 'customers':
      return paths.margin(receiver, { period });
    case 'pricing':
      return paths.pricing(receiver, { period });
    case 'line-items':
      return paths.lineItems(receiver, { period });
    case 'credits':
      return paths.credits(receiver, { period });
    case 'gaps':
      return paths.gaps(receiver, { period });
    case 'commission':
      return paths.commission(receiver, { period });
    case 'finops':
      return paths.finops(receiver, { period });
    case 'transfers':
      return paths.transfers(receiver);
    case 'plans':
      return paths.plans(receiver);
    case 'schedules':
      return paths.schedules(receiver);
    case 'jobs':
      return paths.jobs(receiver);
    default:
      return pathname;
  }
}

/** The list a detail page belongs to, as its breadcrumb. */
function parentOf(parent: NonNullable<StaticDataRouteOption['parent']>, receiver: string, period: { period?: string }): BreadcrumbGroupProps.Item {
  switch (parent) {
    case 'margin':
      return { text: t('margin'), href: paths.margin(receiver, period) };
    case 'lineItems':
      return { text: t('lineItems'), href: paths.lineItems(receiver, period) };
    case 'finops':
      return { text: t('finops'), href: paths.finops(receiver, { tab: 'anomalies' }) };
    case 'transfers':
      return { text: t('transfers'), href: paths.transfers(receiver) };
    case 'plans':
      return { text: t('plans'), href: paths.plans(receiver) };
    case 'schedules':
      return { text: t('schedules'), href: paths.schedules(receiver) };
    case 'jobs':
      return { text: t('jobs'), href: paths.jobs(receiver) };
    default:
      return unreachableParent(parent);
  }
}

function unreachableParent(parent: never): never {
  throw new Error(`${String(parent)} is not a list with detail pages`);
}

/** Where the page is. The last entry is the page itself. */
export function breadcrumbsOf(place: {
  receiver: { id: string; name: string } | undefined;
  page: StaticDataRouteOption;
  subject: string | undefined;
  month: string | undefined;
  shownMonth: string | undefined;
}): BreadcrumbGroupProps.Item[] {
  const { receiver, page, subject, month, shownMonth } = place;
  const title = subject ?? page.title ?? t('notFound');
  const last = { text: shownMonth === undefined ? title : t('withMonth', { title, month: shownMonth }), href: '#' };
  if (receiver === undefined) return [{ text: portal, href: paths.accounts() }, last];
  const period = month === undefined ? {} : { period: month };
  const root = { text: receiver.name, href: paths.dashboard(receiver.id, period) };
  return page.parent === undefined ? [root, last] : [root, parentOf(page.parent, receiver.id, period), last];
}

/** "Margin analysis, Oct 2026, Example Distribution". */
export function pageTitle(parts: { title: string | undefined; month: string | undefined; receiver: string | undefined }): string {
  return [parts.title ?? portal, parts.month, parts.receiver].filter((part) => part !== undefined).join(', ');
}
