import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { CreditMonth } from '@/api/types';
import { formatMonth } from '@/lib/month';
import { CostChart } from '@/ui/cost-chart';
import { figureWords } from '@/ui/figure-words';
import { standingWords } from '@/ui/standing-badge';

import { t as listText } from './list-messages';
import { t } from './messages';

/** What credits took off the bills month by month, what of it customers see, and what AWS allocated; a chart for each currency. */
export function CreditTrend({ months }: { months: CreditMonth[] }) {
  if (months.length === 0) return <Box color="text-body-secondary">{t('trendEmpty')}</Box>;
  const currencies = [...new Set(months.map((month) => month.currency))];
  return (
    <SpaceBetween size="l">
      {currencies.map((currency) => {
        const own = months.filter((month) => month.currency === currency);
        return (
          <CostChart
            key={currency}
            title={t('trendOf', { currency })}
            description={t('trendText', { count: own.length })}
            categoryTitle={figureWords.month}
            categories={own.map(({ month }) => formatMonth(month))}
            notes={own.map(({ standing }) => (standing === undefined ? undefined : standingWords[standing]))}
            currency={currency}
            height={220}
            series={[
              { title: t('appliedFigure'), kind: 'bar', values: own.map(({ applied }) => applied) },
              { title: t('modelled'), kind: 'bar', values: own.map(({ modelled }) => modelled) },
              { title: listText('allocated'), kind: 'line', values: own.map(({ allocated }) => allocated) },
            ]}
            footer={
              <Box fontSize="body-s" color="text-body-secondary">
                {t('trendNote')}
              </Box>
            }
          />
        );
      })}
    </SpaceBetween>
  );
}
