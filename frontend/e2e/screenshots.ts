import { fileURLToPath } from 'node:url';

import { test } from './harness/fixtures';
import { pages, visit } from './harness/pages';

const folder = fileURLToPath(new URL('../../screenshots', import.meta.url));

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`${colorScheme} ${width}`, async ({ page, portal, world }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      for (const target of pages) {
        await visit(page, portal, world, target);
        // The window is made as tall as the page: bars that stick to the window would stand in the middle of a longer picture.
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width, height: Math.min(height + 40, 6_000) });
        await page.screenshot({ path: `${folder}/${target.name.replaceAll(' ', '-')}-${width}-${colorScheme}.png`, animations: 'disabled' });
        await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      }
    });
  }
}
