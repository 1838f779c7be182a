import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** What a pricing plan is, what its rules do, and where the figures come from. */
export function PricingHelp() {
  return (
    <HelpTopic title={t('helpTitle')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpRules')}</h3>
      <p>
        <RichText of={t('helpMarkup')} />
      </p>
      <p>
        <RichText of={t('helpTiering')} />
      </p>
      <p>{t('helpOrder')}</p>
      <h3>{t('helpMarkupVsMargin')}</h3>
      <p>
        <RichText of={t('helpFormula')} />
      </p>
      <h3>{t('helpFigures')}</h3>
      <p>{t('helpFiguresText')}</p>
      <p>
        <RichText of={t('helpSource')} />
      </p>
    </HelpTopic>
  );
}
