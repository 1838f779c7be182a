import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { LineItemReconciliation, LineItemTotals } from '@/api/types';
import { formatMoney, formatSignedMoney } from '@/lib/money';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';

import { t } from './messages';

/** What the footer of the list is told. */
export interface LineItemsFooterProps {
  receiver: string;
  month: string;
  totals: LineItemTotals[];
  reconciliation: LineItemReconciliation[];
}

/** The totals of everything that matches, and whether the month's items add up to what Showback carries; a line for each currency. */
export function LineItemsFooter({ receiver, month, totals, reconciliation }: LineItemsFooterProps) {
  return (
    <SpaceBetween size="xs">
      {totals.map((total) => (
        <div key={total.currency}>
          <Box variant="span" fontWeight="bold">
            {t('total', { currency: total.currency })}
          </Box>{' '}
          ({t('totalItems', { count: total.items })}):{' '}
          {t('totalParts', { fees: formatMoney(total.fees), credits: formatMoney(total.credits), net: formatMoney(total.net) })}
          {total.unknown > 0 && ` · ${t('totalUnknown', { count: total.unknown })}`}
        </div>
      ))}
      {reconciliation.length > 0 && (
        <div>
          {reconciliation.map((item) => (
            <Reconciled key={item.currency} item={item} />
          ))}
          <Box color="text-body-secondary" fontSize="body-s">
            {t('wholeMonth')}{' '}
            {reconciliation.some((item) => item.customers_differing > 0) && (
              <AppLink href={paths.margin(receiver, { period: month, sort: '-line_items' })} variant="primary" fontSize="body-s">
                {t('toDifferences')}
              </AppLink>
            )}
          </Box>
        </div>
      )}
    </SpaceBetween>
  );
}

function Reconciled({ item }: { item: LineItemReconciliation }) {
  const { currency, customers, customers_differing: differing } = item;
  if (differing === 0) {
    return (
      <StatusIndicator type="success">
        {t('adds', { currency, computed: formatMoney(item.computed), customers: t('customersCount', { count: customers }) })}
      </StatusIndicator>
    );
  }
  return (
    <StatusIndicator type="warning">
      {t('differs', {
        currency,
        showback: formatMoney(item.showback),
        computed: formatMoney(item.computed),
        difference: formatSignedMoney(item.difference),
        customers: t('customersCount', { count: differing }),
      })}
    </StatusIndicator>
  );
}
