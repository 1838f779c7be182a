import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** What the dashboard answers. */
export function DashboardHelp() {
  return (
    <HelpTopic title={t('title')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpStanding')}</h3>
      <p>
        <RichText of={t('helpStandingText')} />
      </p>
      <h3>{t('helpCompared')}</h3>
      <p>{t('helpComparedText')}</p>
      <h3>{t('helpSource')}</h3>
      <p>{t('helpSourceText')}</p>
    </HelpTopic>
  );
}
