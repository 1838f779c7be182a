import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './help-messages';

/** What a gap is, why its amount is exact, what each class is and what a policy does with it. */
export function GapsHelp() {
  const classes = [t('helpSupport'), t('helpCredit'), t('helpRefund'), t('helpTax'), t('helpBundled'), t('helpOther')];
  return (
    <HelpTopic title={t('page')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpExact')}</h3>
      <p>
        <RichText of={t('helpExactText')} />
      </p>
      <h3>{t('helpClasses')}</h3>
      <ul>
        {classes.map((text) => (
          <li key={text}>
            <RichText of={text} />
          </li>
        ))}
      </ul>
      <p>{t('helpSigns')}</p>
      <h3>{t('helpPolicies')}</h3>
      <p>
        <RichText of={t('helpPolicyText')} />
      </p>
      <p>
        <RichText of={t('helpDismissed')} />
      </p>
      <p>
        <RichText of={t('helpTotals')} />
      </p>
      <h3>{t('helpPlan')}</h3>
      <p>
        <RichText of={t('helpPlanText')} />
      </p>
      <p>{t('helpSource')}</p>
    </HelpTopic>
  );
}
