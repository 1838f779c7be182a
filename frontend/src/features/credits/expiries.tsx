import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import type { CreditExpiry, CreditTracker } from '@/api/types';
import { formatMoney } from '@/lib/money';
import { addMonths, formatMonth } from '@/lib/month';
import { CostChart } from '@/ui/cost-chart';
import { InfoLink } from '@/ui/help';
import { QueryView } from '@/ui/query-view';

import { t } from './course-messages';
import { CreditsHelp } from './help';
import { t as pageText } from './messages';
import type { CreditScope } from './queries';
import { creditTrackerQuery } from './queries';
import { creditKindWords } from './words';

/** More months than a chart can show apart; months without an expiry are left out then. */
const mostMonths = 36;

/** What is left by the month it expires in, a chart for each currency; nothing where nothing is left. */
export function Expiries({ scope, month }: { scope: CreditScope; month: string }) {
  const query = useQuery(creditTrackerQuery(scope, month));
  return (
    <QueryView query={query} what={t('theExpiries')}>
      {({ expiries, totals }) => {
        const currencies = [...new Set(expiries.map(({ currency }) => currency))];
        return (
          currencies.length > 0 && (
            <SpaceBetween size="l">
              {currencies.map((currency) => (
                <ExpiryChart
                  key={currency}
                  title={currencies.length > 1 ? t('expiriesIn', { currency }) : t('expiries')}
                  currency={currency}
                  expiries={expiries.filter((expiry) => expiry.currency === currency)}
                  totals={totals}
                />
              ))}
            </SpaceBetween>
          )
        );
      }}
    </QueryView>
  );
}

interface ExpiryChartProps {
  title: string;
  currency: string;
  expiries: CreditExpiry[];
  totals: CreditTracker['totals'];
}

function ExpiryChart({ title, currency, expiries, totals }: ExpiryChartProps) {
  const months = monthsOf(expiries);
  const kinds = [...new Set(expiries.map(({ kind }) => kind))].toSorted();
  const total = formatMoney(totals.find((sum) => sum.currency === currency)?.estimated_remaining);
  return (
    <CostChart
      title={title}
      info={<InfoLink about={pageText('about')} topic={<CreditsHelp />} />}
      description={t('expiriesText', { months: t('expiriesMonths', { count: months.length }), currency, total })}
      categoryTitle={t('expiryMonth')}
      categories={months.map((month) => (month === undefined ? t('never') : formatMonth(month)))}
      currency={currency}
      height={180}
      stacked
      series={kinds.map((kind) => ({
        title: creditKindWords[kind],
        kind: 'bar',
        values: months.map((month) => expiries.find((expiry) => expiry.month === month && expiry.kind === kind)?.estimated_remaining),
      }))}
      footer={
        <Box fontSize="body-s" color="text-body-secondary">
          {t('expiriesNote', { total })}
        </Box>
      }
    />
  );
}

/** The months from the first expiry to the last, also those without one; undefined at the end for what never expires. */
function monthsOf(expiries: CreditExpiry[]): (string | undefined)[] {
  const dated = expiries.flatMap(({ month }) => (month === undefined ? [] : [month]));
  const never = expiries.some(({ month }) => month === undefined) ? [undefined] : [];
  const [first, last] = [dated[0], dated.at(-1)];
  if (first === undefined || last === undefined) return never;
  const all = Array.from({ length: mostMonths }, (_, step) => addMonths(first, step));
  const end = all.indexOf(last);
  return [...(end === -1 ? [...new Set(dated)] : all.slice(0, end + 1)), ...never];
}
