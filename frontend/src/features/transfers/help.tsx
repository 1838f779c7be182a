import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';
import { lifecycleWords } from '@/ui/state-badges';

import { t } from './messages';

/** The states of a transfer. */
export function TransfersHelp() {
  return (
    <HelpTopic title={t('title')}>
      <p>{t('helpIntro')}</p>
      <dl>
        <dt>{lifecycleWords.invited.text}</dt>
        <dd>{t('helpInvited')}</dd>
        <dt>{lifecycleWords.scheduled.text}</dt>
        <dd>{t('helpScheduled')}</dd>
        <dt>{lifecycleWords.active.text}</dt>
        <dd>{t('helpActive')}</dd>
        <dt>{lifecycleWords.ending.text}</dt>
        <dd>{t('helpEnding')}</dd>
        <dt>{lifecycleWords.ended.text}</dt>
        <dd>{t('helpEnded')}</dd>
        <dt>{lifecycleWords.dead.text}</dt>
        <dd>{t('helpDead')}</dd>
      </dl>
      <p>{t('helpState')}</p>
      <p>
        <RichText of={t('helpRelation')} />
      </p>
      <p>{t('helpQuota')}</p>
      <p>
        <RichText of={t('helpGroup')} />
      </p>
    </HelpTopic>
  );
}
