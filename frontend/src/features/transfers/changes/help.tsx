import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** How a transfer begins and ends, and what it needs. */
export function ChangesHelp() {
  return (
    <HelpTopic title={t('inviteTitle')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpStart')}</h3>
      <p>{t('helpStartText')}</p>
      <h3>{t('helpEnd')}</h3>
      <p>{t('helpEndText')}</p>
      <h3>{t('helpQuota')}</h3>
      <p>{t('helpQuotaText')}</p>
      <p>{t('helpGroup')}</p>
      <p>
        <RichText of={t('helpRole')} />
      </p>
    </HelpTopic>
  );
}
