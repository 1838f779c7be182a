import { HelpTopic } from '@/ui/help';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';
import { budgetStateWords } from './words';

/** What a budget is, its states, and how the forecast is made. */
export function BudgetsHelp() {
  return (
    <HelpTopic title={t('title')}>
      <p>{t('helpIntro')}</p>
      <h3>{t('helpStates')}</h3>
      <dl>
        <dt>{budgetStateWords.ok.text}</dt>
        <dd>{t('helpOk')}</dd>
        <dt>{budgetStateWords.forecast_to_exceed.text}</dt>
        <dd>{t('helpForecastToExceed')}</dd>
        <dt>{budgetStateWords.exceeded.text}</dt>
        <dd>{t('helpExceeded')}</dd>
        <dt>{budgetStateWords.unknown.text}</dt>
        <dd>{t('helpUnknown')}</dd>
      </dl>
      <p>
        <RichText of={t('helpFormula')} />
      </p>
      <h3>{t('helpForecast')}</h3>
      <p>{t('helpForecastText')}</p>
      <p>{t('helpSource')}</p>
    </HelpTopic>
  );
}
