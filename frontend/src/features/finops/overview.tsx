import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';

import type { Finops, Mover } from '@/api/types';
import { NotCollected } from '@/features/collections/not-collected';
import { figuresInterval, useRunningCollection } from '@/features/collections/running-collection';
import { TrendChart } from '@/features/margin/trend-chart';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { InfoLink } from '@/ui/help';
import { MoneyText, PercentText } from '@/ui/money-text';
import { ProvenanceInfo } from '@/ui/provenance-info';
import { QueryView } from '@/ui/query-view';
import { RefreshControl } from '@/ui/refresh-control';
import { SimpleTable } from '@/ui/simple-table';
import { WarningsAlert } from '@/ui/warnings-alert';

import type { FinopsAddress } from './address';
import { trendLengths } from './address';
import { FinopsHelp } from './help';
import { t } from './messages';
import { finopsQuery } from './queries';
import { Reductions } from './reductions';
import { AnomalySummaryBox, BudgetSummaryBox, ReceiverSummaryBox } from './summaries';

/** What the overview is told. */
export interface FinopsOverviewProps {
  receiver: string;
  month: string;
  months: FinopsAddress['months'];
  onMonths: (months: FinopsAddress['months']) => void;
  onMonth: (month: string) => void;
}

/** What lowered the bill, what changed most, what is unusual and what is over budget, in one answer. */
export function FinopsOverview(props: FinopsOverviewProps) {
  const { receiver, month, months } = props;
  const running = useRunningCollection(receiver);
  const query = useQuery({ ...finopsQuery(receiver, month, months), refetchInterval: running === undefined ? false : figuresInterval });
  return (
    <QueryView query={query} what={t('overviewOf', { month: formatMonth(month) })}>
      {(finops) => (
        <SpaceBetween size="l">
          <SpaceBetween direction="horizontal" size="m" alignItems="center">
            <ProvenanceInfo provenance={finops.provenance} />
            <RefreshControl query={query} things={t('theOverview')} />
          </SpaceBetween>
          <Overview {...props} finops={finops} />
        </SpaceBetween>
      )}
    </QueryView>
  );
}

function Overview({ receiver, months, onMonths, onMonth, finops }: FinopsOverviewProps & { finops: Finops }) {
  const { month, provenance } = finops;
  const collected = provenance.as_of !== undefined;
  return (
    <SpaceBetween size="l">
      {collected ? <WarningsAlert warnings={provenance.warnings} /> : <NotCollected receiver={receiver} month={month} onMonth={onMonth} />}
      {collected && <Reductions receiver={receiver} month={month} totals={finops.totals} />}
      <div className="side-by-side">
        <AnomalySummaryBox receiver={receiver} summary={finops.anomalies} />
        <BudgetSummaryBox receiver={receiver} month={month} summary={finops.budgets} />
      </div>
      {collected && <Movers receiver={receiver} month={month} movers={finops.movers} note={finops.movers_note} />}
      <SpaceBetween size="s">
        <Header variant="h2" actions={<TrendLength months={months} onMonths={onMonths} />}>
          {t('trend')}
        </Header>
        <TrendChart points={finops.trend} />
      </SpaceBetween>
      <ReceiverSummaryBox receiver={receiver} summary={finops.receiver} />
    </SpaceBetween>
  );
}

function TrendLength({ months, onMonths }: Pick<FinopsOverviewProps, 'months' | 'onMonths'>) {
  const label = (count: number) => t('months', { count });
  return (
    <Select
      ariaLabel={t('trendMonths')}
      selectedOption={{ value: months.toString(), label: label(months) }}
      options={trendLengths.map((count) => ({ value: count.toString(), label: label(count) }))}
      onChange={({ detail }) => {
        const chosen = trendLengths.find((count) => count.toString() === detail.selectedOption.value);
        if (chosen !== undefined) onMonths(chosen);
      }}
    />
  );
}

function Movers({ receiver, month, movers, note }: { receiver: string; month: string; movers: Mover[]; note: string | undefined }) {
  return (
    <SimpleTable
      label={t('movers')}
      title={t('movers')}
      info={<InfoLink about={t('about')} topic={<FinopsHelp />} />}
      description={note !== undefined && t('moverFrom', { note })}
      items={movers}
      rowId={(mover) => `${mover.customer_id}${mover.currency}`}
      emptyText={t('noMovers')}
      columns={[
        {
          id: 'label',
          header: figureWords.customer,
          rowHeader: true,
          width: 260,
          cell: (mover) => <AppLink href={paths.customer(receiver, mover.customer_id, { period: month })}>{mover.label}</AppLink>,
        },
        { id: 'previous', header: t('previous'), numeric: true, cell: (mover) => <MoneyText money={mover.previous} /> },
        { id: 'current', header: t('current'), numeric: true, cell: (mover) => <MoneyText money={mover.current} /> },
        { id: 'change', header: t('change'), numeric: true, cell: (mover) => <MoneyText money={mover.change} signed /> },
        { id: 'change_percent', header: t('changePercent'), numeric: true, cell: (mover) => <PercentText percent={mover.change_percent} /> },
      ]}
    />
  );
}
