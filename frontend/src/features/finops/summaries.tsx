import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';

import type { Finops } from '@/api/types';
import { formatCount } from '@/lib/money';
import { paths } from '@/lib/paths';
import { formatInstant } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { MoneyText, UnknownFigure } from '@/ui/money-text';

import { t } from './messages';

/** A count that leads to its rows; a dash with its reason when it is not known. */
function Count({ label, count, href, reason }: { label: string; count: number | undefined; href: string; reason?: string | undefined }) {
  if (count === undefined) return <UnknownFigure reason={reason} />;
  return (
    <AppLink href={href} fontSize="heading-l" ariaLabel={`${label}: ${formatCount(count)}`}>
      {formatCount(count)}
    </AppLink>
  );
}

function Footer({ href, children }: { href: string; children: ReactNode }) {
  return (
    <AppLink href={href} variant="primary">
      {children}
    </AppLink>
  );
}

/** The anomalies of customers that touch the month. Not looked for is not "none". */
export function AnomalySummaryBox({ receiver, summary }: { receiver: string; summary: Finops['anomalies'] }) {
  const never = summary.as_of === undefined;
  const list = (filter: string[]) => paths.finops(receiver, { tab: 'anomalies', filter });
  const count = (label: string, value: number, filter: string[]) => ({
    label,
    value: <Count label={label} count={never ? undefined : value} href={list(filter)} reason={t('neverLooked')} />,
  });
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" description={never ? t('neverLooked') : t('lookedFor', { instant: formatInstant(summary.as_of) })}>
          {t('anomaliesTitle')}
        </Header>
      }
      footer={never ? <Footer href={paths.collections(receiver)}>{t('toCollections')}</Footer> : <Footer href={list([])}>{t('toAnomalies')}</Footer>}
    >
      <KeyValuePairs
        columns={2}
        items={[
          count(t('open'), summary.open, ['status:eq:open']),
          count(t('found'), summary.found, []),
          {
            label: t('impact'),
            value: never || summary.impact.length === 0 ? '-' : summary.impact.map((money) => <div key={money.currency}><MoneyText money={money} signed /></div>),
          },
          { label: t('covered'), value: formatCount(summary.covered_customers) },
        ]}
      />
    </Container>
  );
}

/** The budgets of customers in the month, by where they stand. */
export function BudgetSummaryBox({ receiver, month, summary }: { receiver: string; month: string; summary: Finops['budgets'] }) {
  const list = (filter: string[]) => paths.finops(receiver, { period: month, tab: 'budgets', filter });
  const count = (label: string, value: number, filter: string[]) => ({ label, value: <Count label={label} count={value} href={list(filter)} /> });
  return (
    <Container fitHeight header={<Header variant="h2">{t('budgetsTitle')}</Header>} footer={<Footer href={list([])}>{t('toBudgets')}</Footer>}>
      <KeyValuePairs
        columns={2}
        items={[
          count(t('budgetsExceeded'), summary.exceeded, ['state:eq:exceeded']),
          count(t('budgetsForecast'), summary.forecast_to_exceed, ['state:eq:forecast_to_exceed']),
          count(t('budgetsOk'), summary.ok, ['state:eq:ok']),
          count(t('budgetsUnknown'), summary.unknown, ['state:eq:unknown']),
          count(t('budgetsAll'), summary.total, []),
        ]}
      />
    </Container>
  );
}

/** The receiver's own organization as AWS reports it, marked as such. */
export function ReceiverSummaryBox({ receiver, summary }: { receiver: string; summary: Finops['receiver'] }) {
  const reason = summary.problem ?? (summary.as_of === undefined ? t('receiverNever') : undefined);
  const list = (own: string) => paths.finops(receiver, { tab: 'receiver', own });
  const count = (label: string, value: number | undefined, own: string) => ({
    label,
    value: <Count label={label} count={value} href={list(own)} reason={reason} />,
  });
  return (
    <Container
      header={
        <Header variant="h2" description={summary.note} actions={<Badge>{t('receiverLabel')}</Badge>}>
          {t('receiverTitle')}
        </Header>
      }
      footer={<Footer href={list('anomalies')}>{t('toReceiver')}</Footer>}
    >
      <KeyValuePairs
        columns={3}
        items={[
          count(t('receiverAnomalies'), summary.anomalies, 'anomalies'),
          count(t('receiverBudgets'), summary.budgets, 'budgets'),
          count(t('receiverExceeded'), summary.budgets_exceeded, 'budgets'),
        ]}
      />
      <Box padding={{ top: 's' }} color="text-body-secondary">
        {summary.as_of === undefined ? t('receiverNever') : t('receiverRead', { instant: formatInstant(summary.as_of) })}
      </Box>
      {summary.problem !== undefined && <StatusIndicator type="warning">{`${t('receiverProblem')} ${summary.problem}`}</StatusIndicator>}
    </Container>
  );
}
