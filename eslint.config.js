import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom (the house of README.md). Each zone says: files in `target` must not import from `from`.
 * `identifiers` and `errors` are leaves that every room may use; they import nothing of the project.
 */
const rooms = ['policies', 'gateway', 'subgraphs', 'connectors', 'province', 'hub', 'benchmarks', 'examples'];
const agencies = [
  'civil-affairs',
  'household-registration',
  'vehicles',
  'business-registry',
  'health',
  'labour',
  'education',
  'housing',
  'audit',
];
const allowed = {
  identifiers: [],
  errors: [],
  policies: [],
  connectors: [],
  gateway: ['policies'],
  subgraphs: ['policies', 'connectors'],
  examples: [],
};
const roomZones = (except = {}) =>
  Object.entries(allowed).flatMap(([room, friends]) =>
    rooms
      .filter((other) => other !== room && !friends.includes(other))
      .map((other) => ({
        target: `./${room}`,
        from: `./${other}`,
        except: except[other] ?? [],
        message: `${room} may import only: ${[room, 'identifiers', 'errors', ...friends].join(', ')}`,
      })),
  );
const leafZones = ['identifiers', 'errors'].map((leaf) => ({
  target: `./${leaf}`,
  from: [...rooms, 'identifiers', 'errors'].filter((other) => other !== leaf).map((other) => `./${other}`),
  message: `${leaf} is a leaf: it imports nothing of the project`,
}));
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
      'import-x/no-restricted-paths': [
        'error',
        { zones: [...roomZones(), ...leafZones, ...agencyZones, kitZone] },
      ],
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
    files: ['**/*.{test,contract,e2e}.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Tests of every room reach their servers through hub/testing.
      'import-x/no-restricted-paths': [
        'error',
        { zones: [...roomZones({ hub: ['./testing'] }), ...leafZones, ...agencyZones, kitZone] },
      ],
    },
  },
  {
    // Jest takes its hooks and reporters as default exports.
    files: ['hub/testing/jest/*.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    // Tests through real servers stand beside what they test, but start it with the means of hub/testing.
    files: ['**/*.{contract,e2e}.ts'],
    rules: { 'import-x/no-restricted-paths': 'off' },
  },
);
