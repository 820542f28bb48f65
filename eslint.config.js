import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { layers } from './script/lib/eslint-layers.js';
import { house } from './script/lib/eslint-house.js';

const TEST_FILES = ['__tests__/**/*.ts'];

/** The size of a thing that one reads at one look. */
const size = {
  'max-depth': ['error', 3],
  'max-params': ['error', 3],
  complexity: ['error', 12],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  'max-lines': ['error', { max: 150, skipBlankLines: true, skipComments: true }],
};

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'node_modules/', 'charts/', 'cluster/', 'examples/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { 'import-x': importX, house },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.js'],
          extensionAlias: { '.js': ['.ts', '.js'] },
        }),
      ],
      'import-x/extensions': ['.ts', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      ...size,
      eqeqeq: 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-duplicates': ['error', { 'prefer-inline': true }],
      'import-x/no-self-import': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  ...layers,
  { files: ['src/**/*.ts'], rules: { 'house/docstring': 'error' } },
  { files: ['src/tools/checksums.ts'], rules: { 'max-lines': 'off' } },
  // ActionError(code, message, hint, { cause }): the one constructor that reads best as a sentence.
  { files: ['src/errors.ts'], rules: { 'max-params': ['error', 4] } },
  {
    files: TEST_FILES,
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      // A row of a table is the arguments of its test.
      'max-params': ['error', 6],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);
