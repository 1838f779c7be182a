// The rules of the TypeScript house that a machine can check. Each restriction says why it is there.
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const src = fileURLToPath(new URL('./src', import.meta.url));

// lib <- api, ui <- features <- routes; shell -> ui, lib; routes -> all.
const zones = [
  { target: 'lib', from: ['api', 'ui', 'shell', 'features', 'routes'], message: 'lib holds values and rules; it knows nothing of the portal.' },
  { target: 'api', from: ['ui', 'shell', 'features', 'routes'], message: 'api only talks to the server.' },
  { target: 'ui', from: ['shell', 'features', 'routes'], message: 'ui parts must be usable by every feature.' },
  { target: 'shell', from: ['api', 'features', 'routes'], message: 'The shell is told what to show; routes fill its slots.' },
  { target: 'features', from: ['shell', 'routes'], message: 'A feature does not know where it is mounted.' },
].flatMap(({ target, from, message }) =>
  from.map((source) => ({ target: `${src}/${target}`, from: `${src}/${source}`, message })),
);
zones.push({
  target: `${src}/ui`,
  from: `${src}/api`,
  except: ['./types.ts'],
  message: 'ui shows values of the contract; it never fetches.',
});

export default tseslint.config(
  { ignores: ['dist/**', 'src/**/*.gen.ts', 'e2e/**', 'public/**', 'test-results/**', 'playwright-report/**'] },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.{ts,tsx}'] })),
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { project: fileURLToPath(new URL('./tsconfig.json', import.meta.url)) } },
  },
  { ...jsxA11y.flatConfigs.recommended, files: ['src/**/*.tsx'] },
  {
    files: ['src/**/*.{ts,tsx}', 'vite.config.ts'],
    plugins: { 'import-x': importX, 'react-hooks': reactHooks },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ project: fileURLToPath(new URL('./tsconfig.json', import.meta.url)) }),
      ],
    },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'max-lines': ['error', { max: 250, skipComments: true, skipBlankLines: true }],
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Only api/client.ts talks to the server.' },
        { name: 'parseFloat', message: 'Money and figures stay text; see lib/money.ts.' },
        { name: 'localStorage', message: 'Use lib/storage.ts, which validates what it reads.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: '@cloudscape-design/components', message: 'Import a component by its path.' },
            { name: 'zod', message: 'Import zod/mini; it is a fifth of the size.' },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'JSXOpeningElement[name.name="table"]', message: 'Use ui/resource-table or ui/simple-table.' },
        { selector: 'Literal[value=/^#[0-9a-fA-F]{3,8}$/]', message: 'Use design tokens; a hex colour breaks dark mode.' },
        { selector: 'JSXAttribute[name.name="style"]', message: 'Use a class in styles/app.css.' },
      ],
    },
  },
  // Throwing redirect() and notFound() is how a route tells the router to go elsewhere.
  { files: ['src/routes/**'], rules: { '@typescript-eslint/only-throw-error': 'off' } },
  { files: ['src/api/client.ts'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['src/lib/storage.ts'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['vite.config.ts'], rules: { 'import-x/no-default-export': 'off' } },
);
