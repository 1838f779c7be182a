import { paths } from '@/lib/paths';
import type { PageShortcut } from '@/shell/shortcuts';

import { t } from './-messages';

/** The pages that two keys lead to, with the month of the address where a page has one. */
export function pageShortcuts(receiver: string | undefined, period: string): PageShortcut[] {
  const accounts = { key: 'r', text: t('receivers'), href: paths.accounts() };
  if (receiver === undefined) return [accounts];
  return [
    { key: 'd', text: t('dashboard'), href: paths.dashboard(receiver, { period }) },
    { key: 'm', text: t('margin'), href: paths.margin(receiver, { period }) },
    { key: 'g', text: t('gaps'), href: paths.gaps(receiver, { period }) },
    { key: 'o', text: t('commission'), href: paths.commission(receiver, { period }) },
    { key: 'p', text: t('pricing'), href: paths.pricing(receiver, { period }) },
    { key: 'l', text: t('lineItems'), href: paths.lineItems(receiver, { period }) },
    { key: 'f', text: t('finops'), href: paths.finops(receiver, { period }) },
    { key: 'b', text: t('credits'), href: paths.credits(receiver, { period }) },
    { key: 't', text: t('transfers'), href: paths.transfers(receiver) },
    { key: 'c', text: t('collections'), href: paths.collections(receiver) },
    { key: 'a', text: t('plans'), href: paths.plans(receiver) },
    { key: 's', text: t('schedules'), href: paths.schedules(receiver) },
    { key: 'j', text: t('jobs'), href: paths.jobs(receiver) },
    accounts,
  ];
}
