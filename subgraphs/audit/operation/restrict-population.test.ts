import { expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { testGraph } from '../testing/audit-fixtures.ts';
import { restrictPopulation } from './restrict-population.ts';
import { readSavedOperation } from './saved-operation.ts';

const graph = testGraph();
const PAGE = 'pageInfo { hasNextPage endCursor }';
const restricted = (population: string, nodes: string): string =>
  restrictPopulation(
    readSavedOperation(
      `query Q($first: Int, $after: Cursor) { ${population} { nodes { ${nodes} } ${PAGE} } }`,
      [],
      new Map(),
      graph,
    ),
    graph,
  );

test('the keys are asked for beside the filter of the author, and the text is valid', () => {
  const text = restricted(
    'assistanceFamilies(first: $first, after: $after, filter: { status: { eq: "ACTIVE" } })',
    'caseNumber division',
  );
  expect(text).toContain('filter: {status: {eq: "ACTIVE"}, caseNumber: {in: $_caseKeys}}');
  expect(text).toContain('$_caseKeys: [ID!]');
  expect(validate(graph.schema, parse(text))).toEqual([]);
});

test('households are asked for by their own key', () => {
  const page = 'first: $first, after: $after';
  expect(restricted(`households(${page})`, 'division')).toContain(
    'filter: {householdNumber: {in: $_caseKeys}}',
  );
});

test('a population that has no key, or is filtered by it already, is refused', () => {
  const page = 'first: $first, after: $after';
  expect(() => restricted(`payments(${page})`, 'division')).toThrow();
  expect(() =>
    restricted(`assistanceFamilies(${page}, filter: { caseNumber: { eq: "1" } })`, 'division'),
  ).toThrow();
});
