import Box from '@cloudscape-design/components/box';

import type { Credit, CreditCourse, CreditCourseMonth } from '@/api/types';
import { formatMoney, signOf } from '@/lib/money';
import { formatMonth } from '@/lib/month';
import { formatDay } from '@/lib/time';
import { CostChart } from '@/ui/cost-chart';

import { t } from './course-messages';

/** What happened with a credit in a month, and what is forecast for it; the current month has both. */
interface Step {
  month: string;
  past: CreditCourseMonth | undefined;
  future: CreditCourseMonth | undefined;
}

/** The months of a credit as bars and lines, the forecast apart from what happened, with a line where it expires and a bar for what will expire unused. */
export function CourseChart({ course }: { course: CreditCourse }) {
  const { credit, months } = course;
  const steps = stepsOf(months);
  const categories = steps.map(({ month }) => formatMonth(month));
  const last = steps.at(-1);
  const unused = credit.burn?.expiring_unused;
  const ends = !course.cut && last?.future !== undefined && unused !== undefined && signOf(unused.amount) > 0;
  const expiry = categories.at(-1);
  return (
    <CostChart
      title={t('chart')}
      description={t('chartText', { end: endText(credit) })}
      categoryTitle={t('month')}
      categories={categories}
      notes={steps.map(noteOf)}
      noteTitle={t('figures')}
      currency={credit.initial.currency}
      height={240}
      series={[
        { title: t('applied'), kind: 'bar', values: steps.map(({ past }) => past?.applied) },
        { title: t('leftAtEnd'), kind: 'line', values: steps.map(({ past }) => past?.left) },
        ...(steps.some(({ future }) => future !== undefined) ? [{ title: t('forecast'), kind: 'line' as const, values: steps.map(({ future }) => future?.left) }] : []),
        ...(ends ? [{ title: t('unusedBar'), kind: 'bar' as const, values: steps.map((step) => (step === last ? unused : undefined)) }] : []),
      ]}
      {...(ends && expiry !== undefined && { marker: { title: t('expiresOn', { day: formatDay(credit.expires_at) }), category: expiry } })}
      footer={
        <Box fontSize="body-s" color="text-body-secondary">
          {basisText(credit)} {course.cut && t('cut')}
        </Box>
      }
    />
  );
}

function stepsOf(months: CreditCourseMonth[]): Step[] {
  const names = [...new Set(months.map(({ month }) => month))];
  return names.map((month) => ({
    month,
    past: months.find((step) => step.month === month && !step.forecast),
    future: months.find((step) => step.month === month && step.forecast),
  }));
}

function noteOf({ past, future }: Step): string {
  if (past === undefined) return t('forecastOnly');
  if (past.applied === undefined) return t('untold');
  if (future !== undefined) return t('soFar');
  return t(past.estimated ? 'estimated' : 'final');
}

function basisText({ burn, burn_note: note }: Credit): string {
  return burn === undefined ? t('noForecast', { reason: note ?? t('noRate') }) : t('basis', { monthly: formatMoney(burn.monthly), basis: burn.basis });
}

/** How the course ends, in words. */
function endText({ burn }: Credit): string {
  const unused = burn?.expiring_unused;
  if (unused === undefined) return t('endUnknown');
  return signOf(unused.amount) > 0 ? t('endUnused', { amount: formatMoney(unused) }) : t('endNone');
}
