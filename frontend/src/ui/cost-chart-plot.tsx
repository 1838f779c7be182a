import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import type { MixedLineBarChartProps } from '@cloudscape-design/components/mixed-line-bar-chart';
import MixedLineBarChart from '@cloudscape-design/components/mixed-line-bar-chart';

import { locale } from '@/lib/locale';
import { formatMoney, plotPosition } from '@/lib/money';

import type { CostChartProps, CostSeries } from './cost-chart';
import { t } from './messages';

/** The drawing of a cost chart; separate, so that the chart code is loaded only when it is drawn. */
export function CostChartPlot(props: CostChartProps) {
  const { categories, currency, height = 300 } = props;
  const axis = new Intl.NumberFormat(locale, { style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1 });
  const exact = exactTexts(props);
  const shared = {
    height,
    xDomain: categories,
    xScaleType: 'categorical',
    xTitle: props.categoryTitle,
    yTitle: currency,
    yTickFormatter: (value: number) => axis.format(value),
    hideFilter: true,
    emphasizeBaselineAxis: true,
    ariaLabel: props.title,
    ariaDescription: props.description,
    empty: <Box textAlign="center">{t('nothingToDraw')}</Box>,
    detailPopoverSeriesContent: ({ series, x }: { series: { title: string }; x: string }) => ({
      key: series.title,
      value: exact.get(`${series.title}|${x}`) ?? '-',
    }),
  } as const;
  if (props.horizontal === true) {
    const bars = props.series.map((series) => ({ type: 'bar' as const, title: series.title, data: points(categories, series) }));
    return <BarChart {...shared} horizontalBars series={bars} />;
  }
  const series: MixedLineBarChartProps.ChartSeries<string>[] = props.series.map((item) => ({
    type: item.kind,
    title: item.title,
    data: points(categories, item),
  }));
  if (props.marker !== undefined) series.push({ type: 'threshold', title: props.marker.title, x: props.marker.category });
  return <MixedLineBarChart {...shared} stackedBars={props.stacked === true} series={series} />;
}

/** Where each amount is drawn. An amount that is not known leaves a gap; it is not a zero. */
function points(categories: string[], series: CostSeries): { x: string; y: number }[] {
  return categories.flatMap((x, index) => {
    const y = plotPosition(series.values[index]);
    return y === undefined ? [] : [{ x, y }];
  });
}

/** The amounts as texts, so that what a person reads never went through a float. */
function exactTexts({ categories, series }: CostChartProps): Map<string, string> {
  return new Map(series.flatMap((item) => categories.map((x, index) => [`${item.title}|${x}`, formatMoney(item.values[index])] as const)));
}
