import { fileURLToPath } from 'node:url';

import { defineConfig } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The installed Chromium: Playwright's own download is not needed and not reachable everywhere. */
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: '.',
  outputDir: `${root}/test-results`,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  // On a busy machine a browser test can lose a race of its own. The list ends with those that passed only the second time; they are to be mended.
  retries: 1,
  // Each worker runs a portal, a simulator and a browser; two fill two cores.
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['html', { open: 'never', outputFolder: `${root}/playwright-report` }]],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'Pacific/Auckland', // far from UTC, so that a local date on the screen is noticed
    reducedMotion: 'reduce',
    // Every step with the page as it was, without a film: filming every test to keep the few that fail is what costs most.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox', // CI runs as root in a container
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
