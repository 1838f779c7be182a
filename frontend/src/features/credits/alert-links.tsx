import Box from '@cloudscape-design/components/box';

import type { CreditAlert } from '@/api/types';
import { formatMoney } from '@/lib/money';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';

import { t } from './messages';
import type { CreditScope } from './queries';

/** The credits that expire soon with something left, by how soon; each leads to its rows. */
export function AlertLinks({ scope, alerts, known }: { scope: CreditScope; alerts: CreditAlert[]; known: boolean }) {
  return (
    <div>
      <Box variant="awsui-key-label">{t('alerts')}</Box>
      {known ? (
        alerts.map((alert, index) => {
          const from = index === 0 ? 0 : (alerts[index - 1]?.days ?? 0) + 1;
          const range = index === 0 ? t('alertFirst', { days: alert.days }) : t('alertNext', { from, to: alert.days });
          return (
            <div key={alert.days}>
              {range}: {alert.credits === 0 ? t('alertNone') : <AppLink href={rowsOf(scope, from, alert.days)}>{alertText(alert)}</AppLink>}
            </div>
          );
        })
      ) : (
        <Box color="text-body-secondary">{t('alertUnknown')}</Box>
      )}
    </div>
  );
}

function alertText(alert: CreditAlert): string {
  return t('alertOf', {
    credits: t('alert', { count: alert.credits }),
    customers: t('alertCustomers', { count: alert.customers }),
    remaining: alert.remaining.map(formatMoney).join(' + '),
  });
}

/** A credit counts once, with the fewest days, so the rows of an alert begin where the one before it ends. */
function rowsOf({ receiver, demo }: CreditScope, from: number, to: number): string {
  const filter = [`days_left:gte:${from.toString()}`, `days_left:lte:${to.toString()}`, 'status:ne:exhausted', 'status:ne:expired'];
  return paths.credits(receiver, { tab: 'credits', filter, ...(demo && { demo: 'true' }) });
}
