import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';

import type { CrossCheck } from '@/api/types';
import { CrossCheckView } from '@/features/margin/cross-check-view';
import { CrossCheckHelp } from '@/features/margin/help';
import { InfoLink } from '@/ui/help';

import { t } from './messages';

/** AWS's own cost reports beside the ledger, one for each currency. */
export function CrossChecks({ checks }: { checks: CrossCheck[] }) {
  return checks.map((check) => (
    <Container
      key={check.currency}
      header={
        <Header variant="h2" info={<InfoLink about={t('aboutReport')} topic={<CrossCheckHelp />} />}>
          {t('check', { currency: check.currency })}
        </Header>
      }
    >
      <CrossCheckView check={check} />
    </Container>
  ));
}
