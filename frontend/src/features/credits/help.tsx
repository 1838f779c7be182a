import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** What is known of credits and what is not, and what the figures mean. */
export function CreditsHelp() {
  return (
    <HelpTopic title={t('page')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpTiers')}</h3>
      <p>
        <RichText of={t('helpApplied')} />
      </p>
      <p>
        <RichText of={t('helpBalance')} />
      </p>
      <h3>{t('helpModelled')}</h3>
      <p>
        <RichText of={t('helpModelledText')} />
      </p>
      <h3>{t('helpLeft')}</h3>
      <p>{t('helpLeftText')}</p>
      <h3>{t('helpAllocations')}</h3>
      <p>{t('helpAllocationsText')}</p>
      <h3>{t('helpEstimate')}</h3>
      <p>{t('helpEstimateText')}</p>
      <h3>{t('helpGrant')}</h3>
      <p>{t('helpGrantText')}</p>
    </HelpTopic>
  );
}
