import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { buildASTSchema, getNamedType, parse, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql';
import { compilePolicies } from '../../../../policies/compile-policy.ts';
import { usesOfOperation } from '../../../../policies/operation-uses.ts';
import {
  shippedPolicies,
  shippedSchema,
  SUBJECTS,
  TODAY,
} from '../../../../policies/testing/shipped-policies.ts';
import type { PurposeId } from '../../../../policies/vocabulary.ts';
import { readDatasets } from '../../../kit/following/read-datasets.ts';
import { PURPOSE, REPOSITORY_OPERATIONS } from './ask-records.ts';
import { isReachedBy, REPOSITORY_READS } from './what-is-read.ts';

const SUPERGRAPH = readFileSync(
  new URL('../../../../gateway/supergraph/generated/supergraph.graphql', import.meta.url),
  'utf8',
);
const schema = buildASTSchema(parse(SUPERGRAPH), { assumeValidSDL: true });
const apiSchema = shippedSchema();
const policies = compilePolicies(shippedPolicies(apiSchema));
const OPERATIONS = REPOSITORY_OPERATIONS.map((text) => [/query (\w+)/u.exec(text)?.[1] ?? '', text] as const);
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

test.each(OPERATIONS)('the graph knows %s', (_, text) => {
  expect(validate(schema, parse(text))).toEqual([]);
});

test.each(REPOSITORY_OPERATIONS)(
  'the engine is permitted all of it, bare and of everybody: %s',
  (operation) => {
    const variables = { first: 50, keys: ['RID:239901198001010011'], after: null };
    const table = policies.table(SUBJECTS['employment-engine'], PURPOSE as PurposeId, TODAY, false);
    const uses = usesOfOperation({ schema: apiSchema, document: parse(operation), variables });
    const refused = uses.filter(({ coordinate, use }) => {
      const decision = table.decide(coordinate, use);
      if (decision.effect === 'deny') return true;
      return decision.mask !== null || decision.rows.length + decision.limits.length > 0;
    });
    expect(uses.length).toBeGreaterThan(5);
    expect(refused.map(({ coordinate, use }) => `${coordinate}:${use}`)).toEqual([]);
  },
);

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
