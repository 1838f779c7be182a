// Fails when what the browser needs before the first page grows over its budget. It sums gzip -9 of everything the
// entry imports statically, as Vite's manifest lists it, and reports the other chunks for information.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const budget = { js: 300, css: 75 };
const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));

const kilobytes = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000;

function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

// The page itself says what is loaded first.
const page = readFileSync(join(dist, 'index.html'), 'utf8');
const entries = Object.keys(manifest).filter((key) => page.includes(`src="/${manifest[key].file}"`));
if (entries.length === 0) throw new Error('index.html names no script of the manifest: build again');

const chunks = [...new Set(entries.flatMap((key) => [...closure(key)]))];
const sum = (files) => [...new Set(files)].reduce((total, file) => total + kilobytes(file), 0);
const size = {
  js: sum(chunks.map((key) => manifest[key].file)),
  css: sum(chunks.flatMap((key) => manifest[key].css ?? [])),
};

let failed = false;
for (const kind of ['js', 'css']) {
  const over = size[kind] > budget[kind];
  failed ||= over;
  console.log(`entry ${kind}: ${size[kind].toFixed(1)} KB gzip of ${budget[kind]} KB ${over ? 'OVER BUDGET' : 'ok'}`);
}
const lazy = Object.entries(manifest)
  .filter(([key, chunk]) => chunk.file.endsWith('.js') && !chunks.includes(key))
  .map(([, chunk]) => [chunk.file, kilobytes(chunk.file)])
  .sort((a, b) => b[1] - a[1])
  .slice(0, 8);
for (const [file, kb] of lazy) console.log(`lazy ${file}: ${kb.toFixed(1)} KB gzip`);
process.exit(failed ? 1 : 0);
