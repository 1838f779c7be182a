import checks from './playwright.config';

/** Pictures of every page for a person to judge: `make screenshots`. They are no check. */
export default { ...checks, testMatch: '**/screenshots.ts', timeout: 300_000, reporter: 'line' };
