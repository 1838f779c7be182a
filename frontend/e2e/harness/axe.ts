import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Findings of Cloudscape's own making, which its own tests leave out too (test/e2e/a11y.test.ts of its repository). */
const cloudscapeExceptions = [
  'aria-hidden-focus', // the copy of a sticky table header is hidden and keeps focusable cells
  'aria-roledescription', // resizers and charts describe their role
];
/** The third: chart marks have the roles graphics-*, which axe does not know. */
const chartMark = /role="graphics-/;

/** What axe finds on the page that is serious or critical. */
export async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .disableRules(cloudscapeExceptions)
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, help, nodes }) => nodes
      .filter(({ html }) => !(id === 'aria-roles' && chartMark.test(html)))
      .map(({ target, failureSummary }) => `${id} (${impact ?? ''}): ${help}: ${target.join(' ')}: ${failureSummary ?? ''}`));
}
