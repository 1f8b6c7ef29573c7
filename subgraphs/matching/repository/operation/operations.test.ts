import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { buildASTSchema, getNamedType, parse, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql';
import { readDatasets } from '../../../kit/following/read-datasets.ts';
import { REPOSITORY_OPERATIONS } from './ask-records.ts';
import { isReachedBy, REPOSITORY_READS } from './what-is-read.ts';

const SUPERGRAPH = readFileSync(
  new URL('../../../../gateway/supergraph/generated/supergraph.graphql', import.meta.url),
  'utf8',
);
const schema = buildASTSchema(parse(SUPERGRAPH), { assumeValidSDL: true });
const datasets = readDatasets(SUPERGRAPH);

function typesOf(text: string): ReadonlySet<string> {
  const info = new TypeInfo(schema);
  const types = new Set<string>();
  visit(
    parse(text),
    visitWithTypeInfo(info, {
      Field: () => {
        const type = info.getType();
        const name = type && getNamedType(type).name;
        if (name && datasets.has(name)) types.add(name);
      },
    }),
  );
  return types;
}

test.each(REPOSITORY_OPERATIONS)('the graph knows %s', (text) => {
  expect(validate(schema, parse(text))).toEqual([]);
});

test('the reader goes by the changes of every type that it reads, and by those of their agencies', () => {
  const types = new Set(REPOSITORY_OPERATIONS.flatMap((text) => [...typesOf(text)]));
  expect([...REPOSITORY_READS.types].sort()).toEqual([...types].sort());
  const agencies = new Set([...types].map((type) => datasets.get(type)?.agency));
  expect([...REPOSITORY_READS.agencies].sort()).toEqual([...agencies].sort());
});

test('who works for a firm is touched by a change of the firm, and not by one of a colleague', () => {
  expect(isReachedBy('Enterprise', ['Enterprise'])).toBe(true);
  expect(isReachedBy('Enterprise', ['InsuranceInterval'])).toBe(false);
  expect(isReachedBy('Vehicle', ['Vehicle'])).toBe(false);
});
