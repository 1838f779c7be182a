import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { LineItemReconciliation, LineItemTotals } from '@/api/types';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { MoneyText } from '@/ui/money-text';
import { RichText } from '@/ui/rich-text';

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
          <RichText of={t.parts('totalParts', { fees: <MoneyText money={total.fees} />, credits: <MoneyText money={total.credits} />, net: <MoneyText money={total.net} /> })} />
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
        <RichText of={t.parts('adds', { currency, computed: <MoneyText money={item.computed} />, customers: t('customersCount', { count: customers }) })} />
      </StatusIndicator>
    );
  }
  return (
    <StatusIndicator type="warning">
      <RichText
        of={t.parts('differs', {
          currency,
          showback: <MoneyText money={item.showback} />,
          computed: <MoneyText money={item.computed} />,
          difference: <MoneyText money={item.difference} signed />,
          customers: t('customersCount', { count: differing }),
        })}
      />
    </StatusIndicator>
  );
}
