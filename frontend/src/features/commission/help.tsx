import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** What a commission is, what it is taken of and how sure the portal is of it. */
export function CommissionHelp() {
  return (
    <HelpTopic title={t('page')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpBase')}</h3>
      <p>{t('helpBaseText')}</p>
      <h3>{t('negation')}</h3>
      <p>{t('negationText')}</p>
      <h3>{t('helpStatus')}</h3>
      <p>
        <RichText of={t('helpStatusText')} />
      </p>
      <h3>{t('helpBounds')}</h3>
      <p>{t('helpBoundsText')}</p>
      <p>{t('helpSource')}</p>
    </HelpTopic>
  );
}
