import { PeriodControl } from '@/features/collections/period-control';
import { useMonth } from '@/features/identity/queries';
import type { ListState } from '@/lib/url-state';
import { InfoLink } from '@/ui/help';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';

import { LineItemsHelp } from './help';
import { LineItemsTable } from './line-items-table';
import { t } from './messages';

const help = <LineItemsHelp />;

/** What the address of the list says. */
export interface LineItemsAddress extends ListState {
  period: string;
}

/** What the page of custom line items is told by its address. */
export interface LineItemsPageProps {
  receiver: string;
  address: LineItemsAddress;
  onAddress: (change: Partial<LineItemsAddress>) => void;
}

/** The register of everything that was added to customers' pro forma bills. */
export function LineItemsPage({ receiver, address, onAddress }: LineItemsPageProps) {
  const { period, ...list } = address;
  const month = useMonth(period);
  usePageHeading({ month });
  usePageHelp(help);
  return (
    <LineItemsTable
      receiver={receiver}
      month={month}
      address={list}
      onState={onAddress}
      info={<InfoLink about={t('about')} topic={help} />}
      actions={<PeriodControl receiver={receiver} month={month} onMonth={(next) => onAddress({ period: next, page: 1 })} />}
    />
  );
}
