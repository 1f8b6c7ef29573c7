import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/** The house of CONTRIBUTING.md as the linter holds it: what may be imported from where, test files included. */

const ROOT = join(import.meta.dirname, '../..');
const RULE = 'import-x/no-restricted-paths';
const linter = new ESLint({
  cwd: ROOT,
  // The files below do not exist, so that there are no types of theirs to ask for.
  overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }],
  ruleFilter: ({ ruleId }) => ruleId === RULE,
});

async function isCaught(file: string, imported: string): Promise<boolean> {
  const up = '../'.repeat(file.split('/').length - 1);
  const text = `import '${up === '' ? './' : up}${imported}';\n`;
  const [result] = await linter.lintText(text, { filePath: join(ROOT, file) });
  const rules = result!.messages.map(({ ruleId }) => ruleId);
  if (rules.some((rule) => rule !== RULE)) throw new Error(`${file}: ${result!.messages[0]!.message}`);
  return rules.length > 0;
}

/** A file to import in each room, and what may import it besides the room itself and those that may import all. */
const ROOMS: Readonly<Record<string, { readonly file: string; readonly by: readonly string[] }>> = {
  identifiers: {
    file: 'identifiers/luhn.ts',
    by: ['policies', 'connectors', 'stream', 'gateway', 'subgraphs'],
  },
  errors: {
    file: 'errors/sluice-error.ts',
    by: ['policies', 'connectors', 'stream', 'gateway', 'subgraphs'],
  },
  policies: { file: 'policies/vocabulary.ts', by: ['gateway', 'subgraphs'] },
  connectors: { file: 'connectors/contract.ts', by: ['subgraphs'] },
  stream: { file: 'stream/change-stream.ts', by: ['subgraphs'] },
  gateway: { file: 'gateway/gateway.ts', by: [] },
  'subgraphs/kit': { file: 'subgraphs/kit/source-mapping.ts', by: ['subgraphs'] },
  'subgraphs/health': { file: 'subgraphs/health/subgraph.ts', by: [] },
  'subgraphs/labour': { file: 'subgraphs/labour/subgraph.ts', by: [] },
  province: { file: 'province/make-province.ts', by: [] },
  hub: { file: 'hub/command.ts', by: [] },
  benchmarks: { file: 'benchmarks/benchmark.ts', by: [] },
  examples: { file: 'examples/assistance-desk/reason-of.ts', by: [] },
};
const FREE = ['province', 'hub', 'benchmarks'];

describe.each(Object.keys(ROOMS))('%s', (room) => {
  test.each(['new.ts', 'new.test.ts', 'new.contract.ts', 'new.e2e.ts'])('%s', async (name) => {
    for (const [other, { file, by }] of Object.entries(ROOMS)) {
      const caught = await isCaught(`${room}/${name}`, file);
      const mayImport = other === room || [...FREE, ...by].some((free) => room.startsWith(free));
      expect([file, caught]).toEqual([file, !mayImport]);
    }
  });
});

test('tests of every room may use hub/testing, other files may not', async () => {
  const helper = 'hub/testing/test-hub.ts';
  for (const kind of ['test', 'contract', 'e2e'])
    expect(await isCaught(`examples/assistance-desk/new.${kind}.ts`, helper)).toBe(false);
  expect(await isCaught('examples/assistance-desk/new.ts', helper)).toBe(true);
  expect(await isCaught('gateway/stages/new.ts', helper)).toBe(true);
});

test('no two agencies import each other, the audit included', async () => {
  const agencies = readdirSync(join(ROOT, 'subgraphs'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'kit')
    .map(({ name }) => name)
    .filter((name) => existsSync(join(ROOT, 'subgraphs', name, 'subgraph.ts')));
  expect(agencies).toContain('audit');
  for (const agency of agencies)
    for (const other of agencies)
      expect(await isCaught(`subgraphs/${agency}/new.contract.ts`, `subgraphs/${other}/subgraph.ts`)).toBe(
        agency !== other,
      );
});
