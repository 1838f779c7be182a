import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

const spilled = /\bundefined\b|\bNaN\b|\bnull\b|\[object|Invalid Date|\bInfinity\b/;

/** Notices on every page of every test what no page may ever do. */
export class PageWatch {
  private readonly problems: string[] = [];
  private readonly allowed: RegExp[] = [];

  private constructor(private readonly page: Page) {}

  static async on(page: Page): Promise<PageWatch> {
    const watch = new PageWatch(page);
    page.on('console', (message) => {
      if (message.type() === 'error') watch.problems.push(`console error: ${message.text()} (${message.location().url})`);
    });
    // Includes rejections nobody handled.
    page.on('pageerror', (error) => watch.problems.push(`uncaught: ${error.message}\n${error.stack ?? ''}`));
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') watch.problems.push(`request to another host: ${request.url()}`);
    });
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
      });
    });
    return watch;
  }

  /** A failure the test brings about itself: what the browser writes about it is no problem. */
  allow(...patterns: RegExp[]): void {
    this.allowed.push(...patterns);
  }

  /** Fails when anything was noticed, or when a value that is none is on the screen now. */
  async check(): Promise<void> {
    expect.soft(this.problems.filter((problem) => !this.allowed.some((pattern) => pattern.test(problem)))).toEqual([]);
    if (!this.page.url().startsWith('http')) return;
    expect.soft(await spilledTexts(this.page), 'texts and labels that show a value that is none').toEqual([]);
  }
}

/** Texts and labels on the page that hold a programmer's word for "nothing". */
async function spilledTexts(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof Element) {
        for (const name of ['aria-label', 'title', 'alt', 'placeholder', 'aria-description']) {
          const value = node.getAttribute(name);
          if (value !== null) found.push(value);
        }
      } else if (node.textContent !== null && !['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(node.parentElement?.tagName ?? '')) {
        found.push(node.textContent);
      }
    }
    return found;
  });
  return texts.filter((text) => spilled.test(text));
}
