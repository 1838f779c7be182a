import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** The rules that look at colours; of all the others, a page in dark has the findings it has in light. */
const rulesOfColor = ['color-contrast', 'link-in-text-block'];

/** Findings of Cloudscape's own making, which its own tests leave out too (test/e2e/a11y.test.ts of its repository). */
const cloudscapeExceptions = [
  'aria-hidden-focus', // the copy of a sticky table header is hidden and keeps focusable cells
  'aria-roledescription', // resizers and charts describe their role
];
/** The third: chart marks have the roles graphics-*, which axe does not know. */
const chartMark = /role="graphics-/;

/** What axe finds on the page, in light and in dark, that is serious or critical. The page follows the system as before. */
export async function findings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveCSS('color-scheme', colorScheme);
    const rules = colorScheme === 'light' ? axe(page).withTags(standards).disableRules(cloudscapeExceptions) : axe(page).withRules(rulesOfColor);
    found.push(...(await serious(rules)).map((finding) => `${colorScheme}: ${finding}`));
  }
  await page.emulateMedia({ colorScheme: null });
  return found;
}

/** Works within the page, which has no frames, and tells only of what is broken; telling of the rest costs more than looking for it. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
}

async function serious(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, help, nodes }) => nodes
      .filter(({ html }) => !(id === 'aria-roles' && chartMark.test(html)))
      .map(({ target, failureSummary }) => `${id} (${impact ?? ''}): ${help}: ${target.join(' ')}: ${failureSummary ?? ''}`));
}
