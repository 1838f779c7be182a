import type { AnomalyDay } from '@/api/types';
import { formatDate } from '@/lib/time';
import { CostChart } from '@/ui/cost-chart';

import { t } from './messages';

/** Each day beside what was likely: the amount as a bar, the expected amount and the limits of the likely as lines. */
export function DaysChart({ days, currency }: { days: AnomalyDay[]; currency: string }) {
  return (
    <CostChart
      title={t('chart')}
      description={t('chartText', { count: days.filter((day) => day.anomalous).length })}
      categoryTitle={t('day')}
      categories={days.map((day) => formatDate(day.day))}
      notes={days.map((day) => (day.anomalous ? t('anomalous') : day.expected === undefined ? t('noExpectation') : t('likely')))}
      noteTitle={t('verdict')}
      currency={currency}
      series={[
        { title: t('actual'), kind: 'bar', values: days.map((day) => day.actual) },
        { title: t('expected'), kind: 'line', values: days.map((day) => day.expected) },
        { title: t('lower'), kind: 'line', values: days.map((day) => day.lower) },
        { title: t('upper'), kind: 'line', values: days.map((day) => day.upper) },
      ]}
    />
  );
}
