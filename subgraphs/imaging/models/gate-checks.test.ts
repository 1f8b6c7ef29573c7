import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { GATE_CHECKS } from './refusal.ts';

const read = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');
const [section = ''] = read('../../../docs/imaging-models.md')
  .split(/^## /mu)
  .filter((one) => one.startsWith('What is refused'));
const table = section.split('\n').filter((line) => /^\| `[A-Z_]+`/u.test(line));

test('the table of what is refused names every check of the gate, and no other', () => {
  const named = table.flatMap((row) =>
    [...row.matchAll(/`([A-Z_]{5,})`/gu)].flatMap(([, check]) => check ?? []),
  );
  expect(named.toSorted()).toEqual(GATE_CHECKS.toSorted());
});

test.each(GATE_CHECKS)('a title begins with %s', (check) => {
  expect(read('gate.test.ts') + read('drop-in.test.ts')).toContain(`('${check}: `);
});
