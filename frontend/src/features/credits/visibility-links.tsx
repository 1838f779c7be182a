import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';

import type { CreditTracker } from '@/api/types';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';

import { t } from './messages';
import type { CreditScope } from './queries';
import { visibilityWords } from './words';

/** How many customers have which visibility; each leads to them. */
export function VisibilityLinks({ scope, month, visibility }: { scope: CreditScope; month: string; visibility: CreditTracker['visibility'] }) {
  const { receiver, demo } = scope;
  return (
    <div>
      <Box variant="awsui-key-label">{t('visibility')}</Box>
      <SpaceBetween direction="horizontal" size="m">
        {visibility
          .filter(({ customers }) => customers > 0)
          .map(({ visibility: of, customers }) => (
            <StatusIndicator key={of} type={visibilityWords[of].type}>
              <AppLink href={paths.credits(receiver, { period: month, filter: [`visibility:eq:${of}`], ...(demo && { demo: 'true' }) })}>
                {t('visibilityCount', { text: visibilityWords[of].text, count: customers })}
              </AppLink>
            </StatusIndicator>
          ))}
      </SpaceBetween>
    </div>
  );
}
