import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** What "Simulated AWS" in the top bar means. */
export function SimulatedHelp() {
  return (
    <HelpTopic title={t('simulated')}>
      <p>{t('simulatedText')}</p>
      <p>
        <RichText of={t('simulatedEnd')} />
      </p>
    </HelpTopic>
  );
}
