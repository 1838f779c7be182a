import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** What a collection does, what it costs, and how a month becomes final. */
export function CollectionsHelp() {
  return (
    <HelpTopic title={t('title')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpModes')}</h3>
      <dl>
        <dt>{t('refresh')}</dt>
        <dd>{t('helpRefresh')}</dd>
        <dt>{t('detail')}</dt>
        <dd>{t('helpDetail')}</dd>
        <dt>{t('backfill')}</dt>
        <dd>{t('helpBackfill')}</dd>
        <dt>{t('verify')}</dt>
        <dd>{t('helpVerify')}</dd>
      </dl>
      <h3>{t('helpCost')}</h3>
      <p>{t('helpCostText')}</p>
      <h3>{t('helpStanding')}</h3>
      <p>
        <RichText of={t('helpStandingText')} />
      </p>
      <p>
        <RichText of={t('helpPermissions')} />
      </p>
    </HelpTopic>
  );
}
