import { HelpTopic } from '@/ui/help';

import { t } from './messages';

/** What can be made by hand, for which months, and what cannot be changed later. */
export function ChangesHelp() {
  return (
    <HelpTopic title={t('createTitle')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpMonths')}</h3>
      <p>{t('helpMonthsText')}</p>
      <h3>{t('helpLimits')}</h3>
      <p>{t('helpLimitsText')}</p>
      <h3>{t('helpChange')}</h3>
      <p>{t('helpChangeText')}</p>
    </HelpTopic>
  );
}
