import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import type { MarginGrouping, MarginRow } from '@/api/types';
import { customerQuery } from '@/features/customers/queries';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { MarginText, MoneyText, PercentText } from '@/ui/money-text';
import { usePanel } from '@/ui/page-slots';
import { QueryView } from '@/ui/query-view';
import { StandingBadge } from '@/ui/standing-badge';

import { BridgeTable } from './bridge-table';
import { rowName } from './margin-columns';
import { t } from './messages';

/** What the panel for one row is told. */
export interface MarginPanelProps {
  receiver: string;
  month: string;
  by: MarginGrouping;
  row: MarginRow;
  onClose: () => void;
}

/** One row, looked at closely, in the panel of the shell: its figures and, for a customer, its bridge. */
export function MarginPanel({ receiver, month, by, row, onClose }: MarginPanelProps) {
  const title = by === 'month' ? rowName(row, by) : t('panelTitle', { name: rowName(row, by), month: formatMonth(month) });
  usePanel(title, <PanelContent receiver={receiver} month={month} row={row} />, onClose);
  return null;
}

function PanelContent({ receiver, month, row }: { receiver: string; month: string; row: MarginRow }) {
  return (
    <SpaceBetween size="l">
      <KeyValuePairs
        columns={4}
        items={[
          { label: figureWords.awsCost, value: <MoneyText money={row.figures.aws_cost} reason={row.note} /> },
          { label: figureWords.charged, value: <MoneyText money={row.figures.charged} reason={row.note} /> },
          { label: figureWords.margin, value: <MarginText money={row.figures.margin} reason={row.note} /> },
          { label: figureWords.marginPercentOf, value: <PercentText percent={row.figures.margin_percent} reason={row.note} /> },
          { label: figureWords.markupPercentOf, value: <PercentText percent={row.figures.markup_percent} reason={row.note} /> },
          { label: figureWords.lineItems, value: <MoneyText money={row.figures.line_items} /> },
          { label: figureWords.credits, value: <MoneyText money={row.figures.credits} /> },
          { label: figureWords.support, value: <MoneyText money={row.figures.support} /> },
          { label: t('taxNeither'), value: <MoneyText money={row.figures.tax} /> },
          { label: figureWords.standing, value: <StandingBadge standing={row.standing} /> },
          ...(row.note === undefined ? [] : [{ label: t('whyNotKnown'), value: row.note }]),
        ]}
      />
      {row.customer_id !== undefined && <CustomerBridge receiver={receiver} customerId={row.customer_id} month={month} name={row.label} />}
    </SpaceBetween>
  );
}

function CustomerBridge({ receiver, customerId, month, name }: { receiver: string; customerId: string; month: string; name: string }) {
  const query = useQuery(customerQuery(receiver, customerId, month));
  return (
    <QueryView query={query} what={t('theBridge', { name })}>
      {({ bridge }) => (
        <SpaceBetween size="s">
          {bridge !== undefined && <BridgeTable bridge={bridge} variant="borderless" />}
          <AppLink href={paths.customer(receiver, customerId, { period: month })} variant="primary">
            {t('allFigures', { name })}
          </AppLink>
        </SpaceBetween>
      )}
    </QueryView>
  );
}
