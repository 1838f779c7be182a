import type { CreditSettings, CreditSettingsRequest } from '@/api/types';

import { t } from './access-messages';

/** What is written in the form of the settings. */
export interface CreditSettingsForm {
  patterns: string;
  days: string;
}

/** What is wrong with each field; undefined when it is right. */
export type CreditSettingsProblems = Partial<Record<keyof CreditSettingsForm, string | undefined>>;

const mostPatterns = 50;
const longestPattern = 200;
const mostDays = 5;

/** The settings as the form opens. */
export function formOf(settings: CreditSettings): CreditSettingsForm {
  return { patterns: settings.map_patterns.join('\n'), days: settings.alert_days.join(', ') };
}

const parts = (text: string, separator: string) => text.split(separator).map((part) => part.trim()).filter((part) => part !== '');

function patternsProblem(patterns: string[]): string | undefined {
  const long = patterns.find((pattern) => pattern.length > longestPattern);
  if (long !== undefined) return t('patternLong', { pattern: `${long.slice(0, 40)}…` });
  return patterns.length > mostPatterns ? t('patternsMany', { count: patterns.length }) : undefined;
}

function daysProblem(days: string[]): string | undefined {
  const wrong = days.find((part) => !/^[0-9]{1,3}$/.test(part) || Number(part) < 1 || Number(part) > 365);
  if (wrong !== undefined) return t('daysWrong', { part: `"${wrong}"` });
  return days.length === 0 || days.length > mostDays ? t('daysCount', { count: days.length }) : undefined;
}

/** The form as the contract takes it, or what is wrong with it. */
export function readSettings(form: CreditSettingsForm, version: number): { request: CreditSettingsRequest } | { problems: CreditSettingsProblems } {
  const patterns = [...new Set(parts(form.patterns, '\n'))];
  const days = [...new Set(parts(form.days, ','))];
  const problems = { patterns: patternsProblem(patterns), days: daysProblem(days) };
  if (problems.patterns !== undefined || problems.days !== undefined) return { problems };
  return { request: { map_patterns: patterns, alert_days: days.map(Number).sort((left, right) => left - right), version } };
}
