import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';

import type { Warning } from '@/api/types';

import { t } from './messages';

/** Shown warnings before the rest folds away. */
const shownAtOnce = 3;

/** Warnings about whole figures: nothing is missing from them, but they can still change or did. */
const aboutWhole = ['month_in_progress', 'month_adjusted', 'view_not_refreshed'];

/** What the reader of the figures has to know: parts are missing or could not be read, or the month is not settled. */
export function WarningsAlert({ warnings }: { warnings: Warning[] }) {
  if (warnings.length === 0) return null;
  const partial = warnings.some((warning) => !aboutWhole.includes(warning.code));
  const rest = warnings.slice(shownAtOnce);
  return (
    <Alert type={partial ? 'warning' : 'info'} header={partial ? t('partialFigures') : t('aboutFigures')}>
      {warnings.slice(0, shownAtOnce).map((warning) => (
        <Box key={`${warning.code}${warning.customer_id ?? ''}${warning.detail}`}>{warning.detail}</Box>
      ))}
      {rest.length > 0 && (
        <ExpandableSection headerText={t('more', { count: rest.length })}>
          {rest.map((warning) => (
            <Box key={`${warning.code}${warning.customer_id ?? ''}${warning.detail}`}>{warning.detail}</Box>
          ))}
        </ExpandableSection>
      )}
    </Alert>
  );
}
