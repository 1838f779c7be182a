import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** How anomalies are found and what their figures mean. */
export function AnomaliesHelp() {
  return (
    <HelpTopic title={t('title')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpMeasures')}</h3>
      <p>
        <RichText of={t('helpMeasuresText')} />
      </p>
      <h3>{t('helpBaseline')}</h3>
      <p>
        <RichText of={t('helpBaselineText')} />
      </p>
      <h3>{t('helpImpact')}</h3>
      <p>
        <RichText of={t('helpImpactText')} />
      </p>
      <h3>{t('helpDrivers')}</h3>
      <p>{t('helpDriversText')}</p>
      <h3>{t('helpReview')}</h3>
      <p>
        <RichText of={t('helpReviewText')} />
      </p>
      <p>
        <RichText of={t('helpSource')} />
      </p>
    </HelpTopic>
  );
}
