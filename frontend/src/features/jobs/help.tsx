import { HelpTopic } from '@/ui/help';
import { jobWords } from '@/ui/state-badges';

import { t } from './messages';

/** How jobs work. */
export function JobsHelp() {
  return (
    <HelpTopic title={t('title')}>
      <p>{t('helpIntro')}</p>
      <dl>
        <dt>{jobWords.waiting.text}</dt>
        <dd>{t('helpWaiting')}</dd>
        <dt>{jobWords.partially_succeeded.text}</dt>
        <dd>{t('helpPartly')}</dd>
        <dt>{jobWords.canceled.text}</dt>
        <dd>{t('helpCanceled')}</dd>
      </dl>
      <p>{t('helpLive')}</p>
    </HelpTopic>
  );
}
