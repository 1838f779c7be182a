// Cloudscape's global stylesheet carries its fonts as base64 text: 140 KB of the first paint, and `data:` in the content
// security policy. This plugin writes them out as files and points the stylesheet at them, so the browser fetches the
// faces it uses and `font-src 'self'` holds.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stylesheet = /@cloudscape-design[\\/]global-styles[\\/]index\.css$/;
const embedded = /url\((['"]?)data:font\/woff2;[^,]*base64,([A-Za-z0-9+/=]+)\1\)/g;

/**
 * @param {string} folder where the font files are written; inside node_modules, so that nothing of it is committed
 * @returns {import('vite').Plugin}
 */
export function fontFiles(folder) {
  return {
    name: 'font-files',
    enforce: 'pre',
    load(id) {
      const path = id.split('?')[0] ?? id;
      if (!stylesheet.test(path)) return null;
      mkdirSync(folder, { recursive: true });
      let faces = 0;
      const css = readFileSync(path, 'utf8').replace(embedded, (_match, _quote, base64) => {
        const bytes = Buffer.from(base64, 'base64');
        const file = join(folder, `open-sans-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.woff2`);
        writeFileSync(file, bytes);
        faces += 1;
        return `url("${file}")`;
      });
      if (faces === 0) throw new Error(`${path} has no embedded fonts any more: remove this plugin`);
      return css;
    },
  };
}
