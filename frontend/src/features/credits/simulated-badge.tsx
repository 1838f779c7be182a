import Badge from '@cloudscape-design/components/badge';

import { t } from './messages';

/** Marks a row that is made up for a demonstration; nothing where it is true. */
export function SimulatedBadge({ simulated }: { simulated: boolean | undefined }) {
  if (simulated !== true) return null;
  return (
    <div>
      <Badge color="severity-medium">{t('simulated')}</Badge>
    </div>
  );
}
