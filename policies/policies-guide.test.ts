import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROW_WORDS } from './language/obligation-words.ts';
import { USE_WORDS } from './language/use-words.ts';
import { MASKS } from './obligations/mask-kinds.ts';

const guide = readFileSync(join(import.meta.dirname, '../docs/policies.md'), 'utf8');
/** The cells of each row of its tables, trimmed. */
const rows = guide
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const rowOf = (name: string) => rows.find((cells) => cells[1] === `\`${name}\``)?.slice(2, 4);

test('the guide says every mask in the words of the mask', () => {
  for (const { kind, words } of MASKS.values())
    expect([kind, rowOf(kind)]).toEqual([kind, [words.en, words.zh]]);
});

test('and every use and row condition', () => {
  for (const [use, words] of Object.entries(USE_WORDS))
    expect([use, rowOf(use)]).toEqual([use, [`may ${words.en}`, `可${words.zh}`]]);
  for (const row of ['region', 'organisation', 'self', 'consent'] as const)
    expect(rowOf(`{ rows: ${row} }`)).toEqual([ROW_WORDS[row].en, ROW_WORDS[row].zh]);
});

test('and every key of the schema', () => {
  const { properties, definitions } = JSON.parse(
    readFileSync(join(import.meta.dirname, 'documents/schema.json'), 'utf8'),
  ) as {
    readonly properties: object;
    readonly definitions: Readonly<Record<string, { readonly properties?: object }>>;
  };
  const keys = [properties, ...Object.values(definitions).map((each) => each.properties ?? {})].flatMap(
    Object.keys,
  );
  expect(keys.filter((key) => !guide.includes(`\`${key}\``))).toEqual([]);
});
