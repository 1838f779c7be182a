import { HelpTopic } from '@/ui/help';

import { t } from './messages';

/** What runs by itself, and what may be done without a person looking. */
export function SchedulesHelp() {
  return (
    <HelpTopic title={t('page')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpGap')}</h3>
      <p>{t('helpGapText')}</p>
      <h3>{t('helpCheck')}</h3>
      <p>{t('helpCheckText')}</p>
      <h3>{t('helpAuto')}</h3>
      <p>{t('helpAutoText')}</p>
      <h3>{t('helpRun')}</h3>
      <p>{t('helpRunText')}</p>
    </HelpTopic>
  );
}
