import { figureWords } from '@/ui/figure-words';
import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** Margin and markup are different words. */
export function MarginHelp() {
  return (
    <HelpTopic title={t('title')}>
      <p>{t('helpIntro')}</p>
      <h3>{figureWords.awsCost}</h3>
      <p>{t('helpCost')}</p>
      <h3>{figureWords.charged}</h3>
      <p>{t('helpCharged')}</p>
      <h3>{figureWords.margin}</h3>
      <p>
        <RichText of={t('helpMargin')} />
      </p>
      <h3>{t('change')}</h3>
      <p>{t('helpChange')}</p>
      <h3>{t('helpDash')}</h3>
      <p>{t('helpDashText')}</p>
      <h3>{t('helpPermissions')}</h3>
      <p>
        <RichText of={t('helpPermissionsText')} />
      </p>
    </HelpTopic>
  );
}

/** How the bridge is read. */
export function BridgeHelp() {
  return (
    <HelpTopic title={t('bridgeHelp')}>
      <p>{t('helpBridge')}</p>
      <p>{t('helpBridgeSum')}</p>
      <p>{t('helpBridgeDropped')}</p>
    </HelpTopic>
  );
}

/** AWS's own cost report beside the ledger. */
export function CrossCheckHelp() {
  return (
    <HelpTopic title={t('costReport')}>
      <p>{t('helpReport')}</p>
    </HelpTopic>
  );
}
