import type { Page } from '@playwright/test';
import { test as base } from '@playwright/test';

import type { World } from './pages';
import { describeWorld } from './pages';
import type { PortalOptions } from './portal';
import { Portal } from './portal';
import { PageWatch } from './watch';

interface TestFixtures {
  /** Before each test nobody has chosen or saved anything in the worker's portal. */
  freshPerson: void;
  /** Watches the page of the test; its findings fail the test at its end. */
  watch: PageWatch;
  /** Starts a portal of this test alone, for tests that break or change something. */
  startPortal: (options?: PortalOptions) => Promise<Portal>;
}

interface WorkerFixtures {
  /** A collected portal of 24 customers that the tests of a worker share; they only look at it. */
  portal: Portal;
  /** Ids that the tests need of that portal. */
  world: World;
}

/** The worker's portal, once a test has asked for it. */
let shared: Portal | undefined;

export const test = base.extend<TestFixtures, WorkerFixtures>({
  freshPerson: [
    async ({}, use) => {
      await shared?.api.forgetPerson();
      await use();
    },
    { auto: true },
  ],
  watch: [
    // Asks for startPortal so that it looks before the portals of the test stop: their pages still ask.
    async ({ page, startPortal: _ }, use) => {
      const watch = await PageWatch.on(page);
      await use(watch);
      await watch.check();
    },
    { auto: true },
  ],
  startPortal: async ({}, use) => {
    const started: Portal[] = [];
    await use(async (options) => {
      const portal = await Portal.start(options);
      started.push(portal);
      return portal;
    });
    for (const portal of started) await portal.stop();
  },
  portal: [
    async ({}, use) => {
      const portal = await Portal.start({ scenario: 'reseller' });
      await portal.collected();
      shared = portal;
      await use(portal);
      shared = undefined;
      await portal.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  world: [
    async ({ portal }, use) => {
      await use(await describeWorld(portal));
    },
    { scope: 'worker' },
  ],
});

/** Opens an address of a portal, or another look of it, and waits for the page's heading. */
export async function open(page: Page, portal: Portal, path: string): Promise<void> {
  await page.goto(portal.webUrl + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

export { expect } from '@playwright/test';
