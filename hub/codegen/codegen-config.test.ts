import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readCodegenConfig } from './codegen-config.ts';
import { generateTypescript } from './generate-typescript.ts';
import { readSubgraphs } from './read-subgraphs.ts';

const ROOT = join(import.meta.dirname, '../..');

test('every subgraph has generated types', () => {
  const { generates } = readCodegenConfig(readFileSync(join(ROOT, 'codegen.yml'), 'utf8'));
  const expected = readSubgraphs(ROOT).map(({ name }) => `subgraphs/${name}/generated/types.ts`);
  expect(Object.keys(generates)).toEqual(expect.arrayContaining(expected));
});

test('a key that the generator would leave aside is refused', () => {
  const yaml = 'config: {}\ngenerates:\n  a.ts: { schema: [a.graphql], plugins: [], presset: client }\n';
  expect(() => readCodegenConfig(yaml)).toThrow('/generates/a.ts must NOT have additional properties');
});

test('a plugin that is not installed is refused by name', async () => {
  const entry = { schema: ['subgraphs/kit/prelude.graphql'], plugins: ['typescript-mongodb'] };
  await expect(generateTypescript({ root: ROOT, path: 'a.ts', entry, shared: {} })).rejects.toThrow(
    'a.ts names unknown plugins: typescript-mongodb',
  );
});
