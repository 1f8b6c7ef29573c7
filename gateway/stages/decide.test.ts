import { expect, test } from '@jest/globals';
import { print } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { chanceOf, type Chance, randomOperation } from '../../hub/testing/random-operation.ts';
import type { PurposeId } from '../../policies/vocabulary.ts';
import { PERMIT, scopeOf, tableOf } from '../executor/testing/allowed-operation.ts';
import { desk, eligibility, smallPolicies, smallSupergraph, statistics } from '../testing/small-graph.ts';
import { cursors, pseudonyms, readSmall } from '../testing/small-spine.ts';
import { createDecideDependencies, decide, type DecideDependencies } from './decide.ts';
import { rewrite } from './rewrite.ts';
import type { FieldDecision, ReadOperation, Scope } from './stage-types.ts';

const { schema } = smallSupergraph;
const VALUES = {
  'Person.id': ['HMT:H12345678', 'HMT:H87654321'],
  'Vehicle.use': ['taxi', 'private'],
  String: ['x', 'y'],
  Int: [1, 5],
  Date: ['2024-05-01'],
};

/** What both stages make of an operation, apart from the operation itself. */
function outcome(read: ReadOperation, scope: Scope, deps: DecideDependencies) {
  try {
    const decided = decide(read, scope, deps);
    const allowed = rewrite(decided, desk, { supergraph: smallSupergraph, cursors, pseudonyms });
    const { document, ...rest } = allowed;
    return { ...rest, decided: decided.decisions, document: document && print(document) };
  } catch (error) {
    if (error instanceof SluiceError) return { decided: null, refused: error.code };
    throw error;
  }
}

/** The same variables with some of their parts left out, so that other filters are given. */
function thinned(value: unknown, chance: Chance): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => thinned(item, chance));
  const kept = Object.entries(value).filter(() => chance() < 0.7);
  return Object.fromEntries(kept.map(([name, member]) => [name, thinned(member, chance)]));
}

function read(query: string, variables: unknown, purpose: PurposeId): ReadOperation | null {
  try {
    const operation = readSmall(query, { variables: variables as Record<string, unknown>, purpose });
    return operation.kind === 'read' ? operation : null;
  } catch (error) {
    if (error instanceof SluiceError) return null;
    throw error;
  }
}

test('what was decided before is decided as if it had not been', () => {
  const chance = chanceOf(20_261_122);
  const kept = createDecideDependencies(schema);
  const seen = new Set<readonly FieldDecision[]>();
  let [asked, repeated] = [0, 0];
  for (let count = 0; count < 600; count += 1) {
    const { query, variables } = randomOperation({ schema, values: VALUES, prefer: () => true }, chance);
    const purpose = chance() < 0.7 ? eligibility : statistics;
    const scope = scopeOf(smallPolicies.table(desk, purpose, new Date(), false));
    for (const given of [variables, thinned(variables, chance)]) {
      const operation = read(query, given, purpose);
      if (!operation) continue;
      asked += 1;
      const fresh = outcome(operation, scope, createDecideDependencies(schema));
      const known = outcome(operation, scope, kept);
      expect(known).toEqual(fresh);
      if (known.decided === null) continue;
      if (seen.has(known.decided)) repeated += 1;
      seen.add(known.decided);
    }
  }
  expect(asked).toBeGreaterThan(500);
  expect(repeated).toBeGreaterThan(40);
});

test('other filters, orderings and nulls are other questions; other values are not', () => {
  const kept = createDecideDependencies(schema);
  const scope = scopeOf(smallPolicies.table(desk, eligibility, new Date(), false));
  const query = `query ($filter: VehicleFilter, $orderBy: VehicleOrder) {
    vehicles(filter: $filter, orderBy: $orderBy) { nodes { use } }
  }`;
  const ask = (variables: Readonly<Record<string, unknown>>): readonly FieldDecision[] => {
    const operation = read(query, variables, eligibility);
    if (!operation) throw new Error('the operation is sound');
    return decide(operation, scope, kept).decisions;
  };
  const byUse = ask({ filter: { use: { eq: 'taxi' } } });
  expect(ask({ filter: { use: { eq: 'private' } } })).toBe(byUse);
  expect(ask({ filter: { use: { in: ['private', 'taxi'] } } })).toBe(byUse);
  expect(ask({ filter: { use: null } })).toBe(byUse);
  const others = [
    {},
    { filter: {} },
    { filter: { weight: { gte: 1 } } },
    { filter: { use: { eq: 'taxi' }, weight: { gte: 1 } } },
    { orderBy: { field: 'USE' } },
    { orderBy: { field: 'WEIGHT' } },
  ];
  const lists = others.map(ask);
  expect(new Set([byUse, ...lists]).size).toBe(others.length + 1);
  const denied = lists.map((decisions) => decisions.some(({ decision }) => decision.effect === 'deny'));
  expect(denied).toEqual([false, false, true, true, false, true]);
});

test('what the exchange can not fulfil is part of the question', () => {
  const kept = createDecideDependencies(schema);
  const ofOwnOrganisation = tableOf(() => ({ ...PERMIT, rows: ['organisation'] }));
  const operation = read('{ vehicles { nodes { use } } }', {}, eligibility);
  if (!operation) throw new Error('the operation is sound');
  const effects = [null, 'hospital', null].map((organisation) => {
    const scope = scopeOf(ofOwnOrganisation);
    const { decisions } = decide(operation, { ...scope, rows: { ...scope.rows, organisation } }, kept);
    return new Set(decisions.map(({ decision }) => decision.effect));
  });
  expect(effects).toEqual([new Set(['deny']), new Set(['permit']), new Set(['deny'])]);
});

test('what is only about oneself is refused to whoever asks for nobody in particular', () => {
  const ofOneself = tableOf(() => ({ ...PERMIT, rows: ['self'] }));
  const operation = read('{ vehicles { nodes { use } } }', {}, eligibility);
  if (!operation) throw new Error('the operation is sound');
  const effects = [null, 'RID:23999919780615998X'].map((self) => {
    const scope = scopeOf(ofOneself);
    const { decisions } = decide(
      operation,
      { ...scope, rows: { ...scope.rows, self } },
      createDecideDependencies(schema),
    );
    return new Set(decisions.map(({ decision }) => decision.effect));
  });
  expect(effects).toEqual([new Set(['deny']), new Set(['permit'])]);
});

test('the bound on guesses holds for an operation that was decided before', () => {
  const kept = createDecideDependencies(schema);
  const scope = scopeOf(smallPolicies.table(desk, statistics, new Date(), false));
  const ask = (ids: readonly string[]) => {
    const operation = read('query ($ids: [ID!]) { people(ids: $ids) { note } }', { ids }, statistics);
    if (!operation) throw new Error('the operation is sound');
    return decide(operation, scope, kept);
  };
  ask(['HMT:H12345678']);
  const many = Array.from({ length: 6 }, (_, index) => `HMT:H1234567${index}`);
  expect(() => ask(many)).toThrow(new SluiceError('OPERATION_TOO_COSTLY', { lookUps: 6, limit: 5 }));
});
