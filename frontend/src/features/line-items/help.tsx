import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** What a custom line item is and how its amount is computed. */
export function LineItemsHelp() {
  return (
    <HelpTopic title={t('page')}>
      <p>{t('helpIntro')}</p>
      <p>{t('helpSigns')}</p>
      <h3>{t('helpPercent')}</h3>
      <p>
        <RichText of={t('helpPercentText')} />
      </p>
      <h3>{t('helpEnd')}</h3>
      <p>
        <RichText of={t('helpEndText')} />
      </p>
      <h3>{t('helpReconcile')}</h3>
      <p>{t('helpReconcileText')}</p>
      <p>
        <RichText of={t('helpSource')} />
      </p>
    </HelpTopic>
  );
}
