import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** What the figures of the page mean and where they come from. */
export function FinopsHelp() {
  return (
    <HelpTopic title={t('page')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpReductions')}</h3>
      <p>
        <RichText of={t('helpReductionsText')} />
      </p>
      <h3>{t('helpMovers')}</h3>
      <p>
        <RichText of={t('helpMoversText')} />
      </p>
      <h3>{t('helpShare')}</h3>
      <p>
        <RichText of={t('helpShareText')} />
      </p>
      <h3>{t('helpReceiver')}</h3>
      <p>{t('helpReceiverText')}</p>
      <p>
        <RichText of={t('helpSource')} />
      </p>
    </HelpTopic>
  );
}
