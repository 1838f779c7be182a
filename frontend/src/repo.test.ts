import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import openapiTypescript, { astToString } from 'openapi-typescript';
import { describe, expect, it } from 'vitest';

import { visibleLiterals } from './test/literals';

const src = dirname(fileURLToPath(import.meta.url));
const contract = readFileSync(join(src, '../../openapi.yaml'));

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|tsx|css)$/.test(path) && !path.endsWith('.gen.ts'))
  .map((path) => ({ path, text: readFileSync(join(src, path), 'utf8') }));

const code = files.filter(({ path }) => !/\.test\.tsx?$/.test(path) && !path.startsWith('test'));

describe('the repository', () => {
  it('has a client generated from the contract as it is', async () => {
    const fresh = astToString(await openapiTypescript(contract, { enumValues: true, alphabetize: true }));
    const kept = readFileSync(join(src, 'api/schema.gen.ts'), 'utf8');
    // The command puts a comment above what the library returns.
    expect(kept.endsWith(fresh)).toBe(true);
  });

  // Each rule blocks a defect that would pass the compiler.
  it.each([
    ['raw HTML', /dangerouslySetInnerHTML|innerHTML\s*=/],
    ['an address outside', /https?:\/\/(?!www\.w3\.org)/],
    ['a float made from money', /\b(Number|parseFloat|parseInt)\([^)]*(amount|charged|cost|margin)/],
    ['a fetch past the client', /\bfetch\(/],
    ['storage past lib/storage', /localStorage/],
    ['an icon or chart library of its own', /from '(highcharts|recharts|@cloudscape-design\/chart-components)/],
    ['an unfinished part', /\b(TODO|FIXME|XXX)\b/],
  ])('has no %s', (_what, pattern) => {
    const allowed = new Set(['api/client.ts', 'lib/storage.ts', 'lib/money.ts']);
    expect(code.filter(({ path, text }) => !allowed.has(path) && pattern.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('draws every chart in ui/cost-chart, which has a table and a description', () => {
    const drawing = code.filter(({ text }) => /cloudscape-design\/components\/(mixed-line-bar|line|bar|area|pie)-chart/.test(text));
    expect(drawing.map(({ path }) => path)).toEqual(['ui/cost-chart-plot.tsx']);
  });

  it('has its texts in catalogues', () => {
    const texts = code.filter(({ path }) => /\.tsx?$/.test(path) && !/messages\.ts$/.test(path));
    expect(texts.flatMap(({ path, text }) => visibleLiterals(path, text).map((found) => `${path}:${found}`))).toEqual([]);
  });

  it.each([
    ['between tags', '<Box>Needs attention</Box>'],
    ['between tags, chosen', "<Box>{done ? 'Done' : ''}</Box>"],
    ['in an attribute', '<Header title="Dashboard" />'],
    ['in a made attribute', '<Table ariaLabel={`Find ${things}`} />'],
    ['in a fall-back', "<Header title={name ?? 'Job'} />"],
    ['in a property', "const column = { id: 'margin', header: 'Margin' };"],
    ['in a function', "const names = { expandAriaLabel: (row) => 'Open' };"],
  ])('would notice a text %s', (_where, source) => {
    expect(visibleLiterals('sample.tsx', source)).toHaveLength(1);
  });

  it.each(["<Box>{t('title')}</Box>", '<Box variant="h2">-</Box>', "<Box>{name} ({'·'})</Box>", "const column = { id: 'margin', sort: 'margin' };"])(
    'would not mind %s',
    (source) => {
      expect(visibleLiterals('sample.tsx', source)).toEqual([]);
    },
  );

  it('has no component file over 200 lines', () => {
    expect(code.filter(({ path, text }) => path.endsWith('.tsx') && text.split('\n').length > 201).map(({ path }) => path)).toEqual([]);
  });

  it('names its files in kebab case', () => {
    expect(files.map(({ path }) => path).filter((path) => !path.startsWith('routes') && !/^[a-z0-9./-]+$/.test(path))).toEqual([]);
  });

  it('has no colour of its own in the stylesheet', () => {
    expect(files.filter(({ path, text }) => path.endsWith('.css') && /#[0-9a-f]{3,8}\b(?!-)|rgb\(/i.test(text.replaceAll(/#[a-z]+-[a-z]+/g, ''))).map(({ path }) => path)).toEqual([]);
  });
});
