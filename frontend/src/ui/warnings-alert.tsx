import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';

import type { Warning } from '@/api/types';

/** Shown warnings before the rest folds away. */
const shownAtOnce = 3;

/** What the reader of the figures has to know: parts are missing or could not be read. */
export function WarningsAlert({ warnings }: { warnings: Warning[] }) {
  if (warnings.length === 0) return null;
  const rest = warnings.slice(shownAtOnce);
  return (
    <Alert type="warning" header="These figures are partial">
      {warnings.slice(0, shownAtOnce).map((warning) => (
        <Box key={`${warning.code}${warning.customer_id ?? ''}${warning.detail}`}>{warning.detail}</Box>
      ))}
      {rest.length > 0 && (
        <ExpandableSection headerText={`${rest.length} more`}>
          {rest.map((warning) => (
            <Box key={`${warning.code}${warning.customer_id ?? ''}${warning.detail}`}>{warning.detail}</Box>
          ))}
        </ExpandableSection>
      )}
    </Alert>
  );
}
