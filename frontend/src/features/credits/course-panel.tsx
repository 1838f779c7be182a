import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import type { Credit, CreditCourse } from '@/api/types';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { formatDay } from '@/lib/time';
import { AppLink } from '@/ui/app-link';
import { figureWords } from '@/ui/figure-words';
import { MoneyText, UnknownFigure } from '@/ui/money-text';
import { usePanel } from '@/ui/page-slots';
import { QueryView } from '@/ui/query-view';
import { StateBadge } from '@/ui/state-badges';

import { CourseChart } from './course-chart';
import { t } from './course-messages';
import type { CreditScope } from './queries';
import { creditCourseQuery } from './queries';
import { SimulatedBadge } from './simulated-badge';
import { creditStatusWords } from './words';

/** What the panel is told. */
export interface CoursePanelProps {
  scope: CreditScope;
  /** The customer and the credit, with a dot between them. */
  credit: string;
  onClose: () => void;
}

/** Where one credit went month by month, and where it goes. */
export function CoursePanel({ scope, credit, onClose }: CoursePanelProps) {
  const [customerId = '', creditId = ''] = credit.split('.');
  const query = useQuery(creditCourseQuery(scope, customerId, creditId));
  const name = query.data?.credit.description ?? query.data?.credit.credit_id;
  usePanel(
    name === undefined ? t('panelUnknown') : t('panel', { credit: name }),
    <QueryView query={query} what={t('theCourse')}>
      {(course) => <Course scope={scope} course={course} />}
    </QueryView>,
    onClose,
  );
  return null;
}

function Course({ scope, course }: { scope: CreditScope; course: CreditCourse }) {
  const { credit, months } = course;
  const { receiver, demo } = scope;
  const untold = months.filter(({ applied }) => applied === undefined).map(({ month }) => formatMonth(month));
  const allocations = paths.credits(receiver, {
    tab: 'allocations',
    filter: [`customer_id:eq:${credit.customer_id}`, `credit_id:eq:${credit.credit_id}`],
    ...(demo && { demo: 'true' }),
  });
  return (
    <SpaceBetween size="l">
      <Facts receiver={receiver} credit={credit} />
      {months.length === 0 ? <Box color="text-body-secondary">{t('noCourse')}</Box> : <CourseChart course={course} />}
      {untold.length > 0 && <Box color="text-body-secondary">{t('untoldText', { months: untold.join(', ') })}</Box>}
      <AppLink href={allocations} variant="primary">
        {t('toAllocations')}
      </AppLink>
    </SpaceBetween>
  );
}

function Facts({ receiver, credit }: { receiver: string; credit: Credit }) {
  const { burn, burn_note: note, days_left: days, expires_at: end } = credit;
  const noRate = note ?? t('noRate');
  return (
    <KeyValuePairs
      columns={4}
      minColumnWidth={170}
      items={[
        {
          label: t('customer'),
          value: (
            <>
              <AppLink href={paths.customer(receiver, credit.customer_id, { tab: 'credits' })}>{credit.customer_name}</AppLink>
              <SimulatedBadge simulated={credit.simulated} />
            </>
          ),
        },
        { label: figureWords.status, value: <StateBadge words={creditStatusWords[credit.status]} /> },
        { label: t('initial'), value: <MoneyText money={credit.initial} /> },
        { label: t('used'), value: <MoneyText money={credit.applied} /> },
        { label: t('left'), value: <MoneyText money={credit.estimated_remaining} estimated /> },
        {
          label: t('expires'),
          value: end === undefined ? t('neverExpires') : `${formatDay(end)}${days === undefined ? '' : ` (${days < 0 ? t('daysGone', { count: -days }) : t('daysLeft', { count: days })})`}`,
        },
        { label: t('burn'), value: burn === undefined ? <UnknownFigure reason={noRate} /> : <MoneyText money={burn.monthly} estimated /> },
        { label: t('exhaustion'), value: burn === undefined ? <UnknownFigure reason={noRate} /> : exhaustionText(credit) },
        { label: t('unused'), value: <MoneyText money={burn?.expiring_unused} estimated reason={noRate} /> },
      ]}
    />
  );
}

function exhaustionText({ burn, expires_at: end }: Credit): string {
  if (burn?.exhausted_at !== undefined) return formatDay(burn.exhausted_at);
  return end === undefined ? t('exhaustionNever') : t('exhaustionLater');
}
