import { fileURLToPath } from 'node:url';

import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

import { fontFiles } from './scripts/font-files.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// A shared chunk is named after every page that shares it; that is too long for a file name.
const shortName = (name: string) => name.split('~')[0] ?? name;

export default defineConfig({
  root: here('.'),
  plugins: [
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      routesDirectory: here('./src/routes'),
      generatedRouteTree: here('./src/route-tree.gen.ts'),
      quoteStyle: 'single',
      semicolons: true,
    }),
    react(),
    fontFiles(here('../node_modules/.cache/fonts')),
  ],
  resolve: { alias: { '@': here('./src') } },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    manifest: true,
    // Nothing is inlined: the content security policy allows fonts from our own address only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    chunkSizeWarningLimit: 1_200,
    rolldownOptions: {
      output: {
        chunkFileNames: ({ name }) => `assets/${shortName(name)}-[hash].js`,
        assetFileNames: ({ names }) => `assets/${shortName(names[0] ?? 'asset').replace(/\.[a-z0-9]+$/, '')}-[hash][extname]`,
        // What the first page needs comes in one file, not in sixty; what several pages share comes in a few.
        codeSplitting: {
          groups: [
            { name: 'initial', tags: ['$initial'], priority: 2 },
            { name: 'pages-shared', test: /@cloudscape-design|src[\\/](ui|lib|api)[\\/]/, minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 30_000 },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 4200,
    strictPort: true,
    proxy: {
      '/api': { target: 'http://127.0.0.1:8000', rewrite: (path) => path.replace(/^\/api/, '') },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: [here('./src/test/setup.ts')],
    restoreMocks: true,
    testTimeout: 60_000,
    server: { deps: { inline: [/@cloudscape-design/] } },
  },
});
