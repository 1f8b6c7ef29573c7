import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Who may import whom: the house of CONTRIBUTING.md. Each zone says: files in `target` must not import from `from`. */
const leaves = ['identifiers', 'errors', 'secrets', 'processes'];
const rooms = [
  'policies',
  'stream',
  'gateway',
  'subgraphs',
  'connectors',
  'province',
  'hub',
  'benchmarks',
  'examples',
];
const house = [...leaves, ...rooms];
/** Rooms that are not named here may import every other. */
const allowed = {
  ...Object.fromEntries(leaves.map((leaf) => [leaf, []])),
  policies: leaves,
  connectors: leaves,
  stream: leaves,
  gateway: [...leaves, 'policies'],
  subgraphs: [...leaves, 'policies', 'connectors', 'stream'],
  examples: [],
};
const roomZones = (except = {}) =>
  Object.entries(allowed).flatMap(([room, friends]) =>
    house
      .filter((other) => other !== room && !friends.includes(other))
      .map((other) => ({
        target: `./${room}`,
        from: `./${other}`,
        except: except[other] ?? [],
        message: `${room} may import of the project only: ${[room, ...friends].join(', ')}`,
      })),
  );

/** Every folder of `subgraphs/` but the kit is an agency's. */
const agencies = readdirSync(join(import.meta.dirname, 'subgraphs'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'kit')
  .map(({ name }) => name);
const agencyZones = agencies.map((agency) => ({
  target: `./subgraphs/${agency}`,
  from: agencies.filter((other) => other !== agency).map((other) => `./subgraphs/${other}`),
  message: 'agencies never import each other: they meet in the graph',
}));
const kitZone = {
  target: './subgraphs/kit',
  from: agencies.map((agency) => `./subgraphs/${agency}`),
  message: 'the kit knows no agency by name; start-subgraph loads one by its folder',
};
const restrictedPaths = (except) => [
  'error',
  { zones: [...roomZones(except), ...agencyZones, kitZone], basePath: import.meta.dirname },
];

export default tseslint.config(
  { ignores: ['node_modules', '.sluice', '.sluice-*', '**/generated/**'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.js'] } } },
    rules: {
      'import-x/no-restricted-paths': restrictedPaths(),
      'import-x/no-default-export': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    // Suites that several implementations pass (`describe-…`) are tests too.
    files: ['**/*.{test,contract,e2e,nats,dicompeer}.ts', '**/describe-*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Tests of every room reach their servers through hub/testing.
      'import-x/no-restricted-paths': restrictedPaths({ hub: ['./testing'] }),
    },
  },
  {
    // Jest takes its hooks and reporters as default exports.
    files: ['hub/testing/jest/*.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
);
