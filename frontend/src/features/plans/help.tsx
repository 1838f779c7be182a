import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** Why a change is a plan first. */
export function PlansHelp() {
  return (
    <HelpTopic title={t('page')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpReview')}</h3>
      <p>{t('helpReviewText')}</p>
      <h3>{t('helpExpiry')}</h3>
      <p>{t('helpExpiryText')}</p>
      <h3>{t('helpSecond')}</h3>
      <p>{t('helpSecondText')}</p>
      <h3>{t('helpUndo')}</h3>
      <p>{t('helpUndoText')}</p>
      <p>
        <RichText of={t('helpRole')} />
      </p>
    </HelpTopic>
  );
}
