import checks from './playwright.config';

/** How fast the pages are with a thousand customers: part of `make bench`, which starts the portal and reads the figures. */
export default { ...checks, testMatch: '**/performance.ts', timeout: 300_000, workers: 1, fullyParallel: false, reporter: 'line' };
