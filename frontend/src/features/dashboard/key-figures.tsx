import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

import type { Dashboard, MarginTotals } from '@/api/types';
import { MarginHelp } from '@/features/margin/help';
import { formatCount, formatMoney, formatPercent, signOf } from '@/lib/money';
import { addMonths, formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { comparedText } from '@/ui/figures';
import { InfoLink } from '@/ui/help';
import { MoneyText } from '@/ui/money-text';
import { RichText } from '@/ui/rich-text';
import { StandingBadge } from '@/ui/standing-badge';
import { lifecycleWords } from '@/ui/state-badges';

import { t } from './messages';

/** The totals of the month, one group for each currency, and the counts behind them; each leads to its rows. */
export function KeyFigures({ receiver, dashboard }: { receiver: string; dashboard: Dashboard }) {
  return (
    <SpaceBetween size="l">
      {dashboard.totals.map((total) => (
        <Totals
          key={total.figures.currency}
          receiver={receiver}
          dashboard={dashboard}
          total={total}
          before={dashboard.previous_totals?.find((other) => other.figures.currency === total.figures.currency)}
        />
      ))}
      <Counts receiver={receiver} dashboard={dashboard} />
    </SpaceBetween>
  );
}

interface TotalsProps {
  receiver: string;
  dashboard: Dashboard;
  total: MarginTotals;
  before: MarginTotals | undefined;
}

function Totals({ receiver, dashboard, total, before }: TotalsProps) {
  const { month, provenance } = dashboard;
  const { figures } = total;
  const open = (sort: string) => paths.margin(receiver, { period: month, sort });
  const earlier = before === undefined ? undefined : formatMonth(addMonths(month, -1));
  const was = (text: string) => (earlier === undefined ? null : <Small>{t('was', { month: earlier, figure: text })}</Small>);
  const compared = comparedText(total, figureWords.customers);
  const negative = figures.margin !== undefined && signOf(figures.margin.amount) < 0;
  return (
    <Container
      header={
        <Header
          variant="h2"
          info={<InfoLink about={t('aboutMargin')} topic={<MarginHelp />} />}
          description={t(provenance.standing === 'final' ? 'comparedFinal' : 'comparedOpen', {
            compared: provenance.completeness === 'complete' ? compared : t('comparedPartial', { compared }),
          })}
          actions={<StandingBadge standing={provenance.standing} />}
        >
          {t('totalsOf', { month: formatMonth(month), currency: figures.currency })}
        </Header>
      }
    >
      <KeyValuePairs
        columns={4}
        minColumnWidth={220}
        items={[
          figure(figureWords.awsCost, open('-aws_cost'), formatMoney(figures.aws_cost), <MoneyText money={figures.aws_cost} />, was(formatMoney(before?.figures.aws_cost))),
          figure(figureWords.charged, open('-charged'), formatMoney(figures.charged), <MoneyText money={figures.charged} />, was(formatMoney(before?.figures.charged))),
          figure(
            figureWords.margin,
            open('margin'),
            formatMoney(figures.margin),
            <MoneyText money={figures.margin} />,
            <>
              {negative && <Small>{t('negative')}</Small>}
              {was(formatMoney(before?.figures.margin))}
            </>,
          ),
          figure(
            figureWords.marginPercentOf,
            open('margin_percent'),
            formatPercent(figures.margin_percent),
            <span className="figure">{formatPercent(figures.margin_percent)}</span>,
            <>
              <Small>{t('markup', { percent: formatPercent(figures.markup_percent) })}</Small>
              {was(formatPercent(before?.figures.margin_percent))}
            </>,
          ),
        ]}
      />
      {total.aws_cost_without_showback !== undefined && signOf(total.aws_cost_without_showback.amount) !== 0 && (
        <Box padding={{ top: 's' }} color="text-body-secondary">
          <RichText of={t.parts('notCompared', { cost: <MoneyText money={total.aws_cost_without_showback} /> })} />
        </Box>
      )}
    </Container>
  );
}

/** `text` is the value in words, so that the name of the link says the figure too. */
function figure(label: string, href: string, text: string, value: ReactNode, below: ReactNode) {
  return {
    label,
    value: (
      <>
        <AppLink href={href} fontSize="heading-xl" ariaLabel={t('showRows', { label, figure: text })}>
          {value}
        </AppLink>
        {below}
      </>
    ),
  };
}

function Small({ children }: { children: ReactNode }) {
  return (
    <Box fontSize="body-s" color="text-body-secondary">
      {children}
    </Box>
  );
}

function Counts({ receiver, dashboard }: { receiver: string; dashboard: Dashboard }) {
  const { customers, month, transfers } = dashboard;
  const margin = (filter: string[]) => paths.margin(receiver, { period: month, filter });
  const count = (label: string, value: number, href: string) => ({
    label,
    value: <AppLink href={href} ariaLabel={t('countOf', { label, count: value })}>{formatCount(value)}</AppLink>,
  });
  return (
    <Container header={<Header variant="h2">{t('counts')}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          count(t('billed'), customers.billed, margin([])),
          count(t('withNegative'), customers.negative_margin, margin(['margin:lt:0'])),
          count(t('withoutShowback'), customers.without_showback, margin(['completeness:eq:partial'])),
          count(t('notCollected'), customers.not_collected, margin(['completeness:eq:pending'])),
          ...transfers
            .filter((item) => item.count > 0)
            .map((item) => count(t('transfers', { state: lifecycleWords[item.state].text.toLowerCase() }), item.count, paths.transfers(receiver, { filter: [`state:eq:${item.state}`] }))),
        ]}
      />
    </Container>
  );
}
