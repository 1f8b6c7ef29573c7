import { expect, test } from '@jest/globals';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { ParameterDefinition, ParameterValue } from '../definition/audit-definition.ts';
import { readSavedOperation } from './saved-operation.ts';
import { testGraph } from '../testing/audit-fixtures.ts';

const graph = testGraph();
const PAGE = 'pageInfo { hasNextPage endCursor }';

function read(
  text: string,
  parameters: readonly ParameterDefinition[] = [],
  values: Readonly<Record<string, ParameterValue>> = {},
): ReturnType<typeof readSavedOperation> {
  return readSavedOperation(text, parameters, new Map(Object.entries(values)), graph);
}

function population(nodes: string, extra = '', definitions = ''): string {
  return `query Q($first: Int, $after: Cursor${definitions}) {
  assistanceFamilies(first: $first, after: $after${extra}) { nodes { ${nodes} } ${PAGE} }
}`;
}

function refusalOf(work: () => unknown): SluiceError {
  try {
    work();
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

test('an operation of the checked subset is read as one population with everything below it', () => {
  const operation = read(population('caseNumber members { who: person { id vehicles { use } } }'));
  expect(operation.population).toBe('assistanceFamilies');
  const members = operation.node.fields.get('members');
  expect(members).toMatchObject({ kind: 'list', object: { typeName: 'AssistanceMember' } });
  const who = members?.kind === 'list' ? members.object.fields.get('who') : undefined;
  expect(who).toMatchObject({ kind: 'object', fieldName: 'person', object: { typeName: 'Person' } });
});

test('fragments are inlined and equal fields merged', () => {
  const operation = read(`${population('...Case members { recordKey } ... on AssistanceFamily { status }')}
fragment Case on AssistanceFamily { caseNumber members { relation } }`);
  expect(operation.text).not.toContain('fragment');
  expect(operation.text.match(/members/gu)).toHaveLength(1);
  expect([...operation.node.fields.keys()]).toEqual(['caseNumber', 'members', 'status']);
});

test('@skip and @include are resolved by the parameters, and their variables leave with them', () => {
  const parameters = [{ name: 'withCars', type: 'Boolean', default: false }];
  const text = population(
    'caseNumber members @include(if: $withCars) { recordKey }',
    '',
    ', $withCars: Boolean!',
  );
  expect(read(text, parameters, { withCars: false }).text).not.toContain('members');
  expect(read(text, parameters, { withCars: false }).text).not.toContain('withCars');
  expect(read(text, parameters, { withCars: true }).text).toContain('members');
});

test.each([
  ['an operation that does not parse', 'query {', /does not parse/],
  ['an unknown field', population('nothing'), /not valid/],
  ['a mutation', 'mutation M { runAudit(name: "x") { runId } }', /only a query/],
  [
    'two operations',
    `${population('caseNumber')} query R { savedAudit(name: "x") { name } }`,
    /one operation/,
  ],
  [
    'an operation without a name',
    population('caseNumber').replace('query Q', 'query '),
    /name the operation/,
  ],
  [
    'two populations',
    population('caseNumber').replace(
      /\}$/,
      `vehicles(first: $first, after: $after) { nodes { use } ${PAGE} } }`,
    ),
    /exactly one population/,
  ],
  ['a root that is no connection', 'query Q { savedAudit(name: "x") { name } }', /must be a connection/],
  ['a population without paging', population('caseNumber').replaceAll(/\(.*\)/gu, ''), /page the population/],
  [
    'a fixed page size',
    population('caseNumber').replace('first: $first', 'first: 10').replace('$first: Int, ', ''),
    /page the population/,
  ],
  ['a population without the page info', population('caseNumber').replace(PAGE, ''), /pageInfo/],
  [
    'edges',
    population('caseNumber').replace('nodes {', 'edges { cursor } nodes {'),
    /`nodes` and `pageInfo`/,
  ],
  [
    'a field of several types',
    population('members { person { holdings { holder { __typename } } } }'),
    /several types/,
  ],
  ['introspection', population('caseNumber __typename'), /introspection/],
  [
    'an unknown variable',
    population('caseNumber', ', filter: { status: { eq: $s } }', ', $s: String'),
    /not a parameter/,
  ],
  [
    'a variable with a default',
    population('caseNumber', ', filter: { status: { eq: $s } }', ', $s: String = "A"'),
    /defaults/,
  ],
  [
    'two names that differ in case alone',
    population('members { person { id Id: pseudonym } }'),
    /`Id` and `id` differ in upper and lower case alone/,
  ],
  ['a name that begins with an underscore', population('_key: caseNumber'), /no name begins with `_`/],
  [
    'a population under such a name',
    population('caseNumber').replace('assistanceFamilies', '_x: assistanceFamilies'),
    /no name begins with `_`/,
  ],
  ['a foreign directive', population('caseNumber @specifiedBy(url: "x")'), /not valid/],
  ['a fragment on an interface', population('... on SourceRecord { recordKey }'), /fragment/],
])('%s is refused with the reason', (_, text, reason) => {
  const refusal = refusalOf(() => read(text));
  expect(refusal.code).toBe('AUDIT_INVALID');
  expect(refusal.detail['reason']).toMatch(reason);
});

test('the refusal says where', () => {
  const refusal = refusalOf(() => read(population('caseNumber\n  oops')));
  expect(refusal.detail).toMatchObject({ part: 'operation', line: 3, column: 3 });
});

test.each([
  ['of the second name', 'caseNumber\n  members { validTo\n    ValidTo: relation }'],
  ['of the name below a fragment', 'caseNumber\n  members { validTo ... {\n    validto: relation } }'],
  ['of the underscore', 'caseNumber\n\n    _key: status'],
])('the refusal of a name says where: %s', (_, nodes) => {
  expect(refusalOf(() => read(population(nodes))).detail).toMatchObject({ line: 4, column: 5 });
});

test('the refusal of an unknown field suggests no other', () => {
  const refusal = refusalOf(() => read(population('caseNumbr')));
  expect(refusal.detail['reason']).not.toMatch(/did you mean/iu);
});

test('a parameter must be declared with the type the audit gives it', () => {
  const text = population('caseNumber', ', filter: { status: { eq: $s } }', ', $s: ID');
  expect(refusalOf(() => read(text, [{ name: 's', type: 'String', default: 'ACTIVE' }])).code).toBe(
    'AUDIT_INVALID',
  );
});

/** `F0` stands for 2^`levels` times its innermost field: each level spreads the next one twice, in two places. */
function doubling(levels: number, next: (name: string) => string): string {
  const fragments = Array.from(
    { length: levels },
    (_, at) => `fragment F${at} on Person { ${next(`...F${at + 1}`)} }`,
  );
  return `${population('caseNumber members { person { ...F0 } }')}
${fragments.join('\n')} fragment F${levels} on Person { id }`;
}

test('a fragment is collected once for an object, however often it is spread', () => {
  const text = doubling(9, (next) => `${next} ${next}`);
  expect(read(text).text.match(/id/g)).toHaveLength(1);
});

test.each([
  ['spreads that double', doubling(60, (next) => `${next} ${next}`), /more than 1000 fields/],
  [
    'spreads that double below aliases',
    doubling(
      12,
      (next) =>
        `a: assistanceMemberships { person { ${next} } } b: assistanceMemberships { person { ${next} } }`,
    ),
    /more than 1000 fields/,
  ],
  [
    'a tower',
    population(
      `caseNumber ${'members { person { assistanceMemberships { family { '.repeat(4)} id ${'} '.repeat(16)}`,
    ),
    /more than 15 deep/,
  ],
  ['a long text', population(`caseNumber #${'x'.repeat(20_000)}\n`), /longer than 20000/],
  ['many tokens', population('a '.repeat(5_000)), /does not parse/],
  [
    'a fragment in itself',
    `${population('...F')} fragment F on AssistanceFamily { caseNumber ...F }`,
    /not valid/,
  ],
])('an operation with %s is refused at once', (_, text, reason) => {
  const before = performance.now();
  expect(refusalOf(() => read(text)).detail['reason']).toMatch(reason);
  expect(performance.now() - before).toBeLessThan(2_000);
});
