import { describe, expect, test } from '@jest/globals';
import { print } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { ApplicationId, Decision, DivisionCode, RowCondition } from '../../policies/vocabulary.ts';
import { PERMIT, scopeOf, tableOf } from '../executor/testing/allowed-operation.ts';
import { ANNA, BEN } from '../testing/small-federation.ts';
import { desk, smallSupergraph, statistics } from '../testing/small-graph.ts';
import {
  askSmall,
  cursors,
  pseudonyms,
  readSmall,
  rewriteSmall,
  type SmallQuestion,
} from '../testing/small-spine.ts';
import { createDecideDependencies, decide } from './decide.ts';
import { rewrite } from './rewrite.ts';
import type { ReadOperation } from './stage-types.ts';

function textOf(query: string, question?: SmallQuestion): string | null {
  const { document } = rewriteSmall(query, question);
  return document && print(document).replaceAll(/\s+/gu, ' ');
}

const denialsOf = (query: string, question?: SmallQuestion) =>
  rewriteSmall(query, question).denials.map(({ code, path, detail }) => [
    code,
    path.join('.'),
    detail['fields'],
  ]);

function refusal(query: string, question?: SmallQuestion): SluiceError['code'] {
  try {
    rewriteSmall(query, question);
  } catch (error) {
    if (error instanceof SluiceError) return error.code;
    throw error;
  }
  throw new Error('it was not refused');
}

test('a denied field leaves the operation with one error that names it, its rules and whom to ask', () => {
  const query = '{ people { name faith } }';
  expect(textOf(query)).toBe('{ people { name } }');
  expect(rewriteSmall(query).denials).toEqual([
    {
      code: 'FIELD_DENIED',
      path: ['people', 'faith'],
      detail: {
        fields: ['Person.faith'],
        purpose: 'eligibility',
        rules: ['registry/closed'],
        providers: ['registry'],
        request: expect.stringContaining('access request'),
      },
    },
  ]);
});

test('an object that loses every field is still asked for, but for nothing of its own', () => {
  expect(textOf('{ people { faith } vehicles { nodes { weight owner { faith } } } }')).toBe(
    '{ people { __typename } vehicles { nodes { owner { __typename } } } }',
  );
});

test('where everything at the root is denied, nothing is asked at all', () => {
  expect(textOf('{ closed { name } __typename }')).toBeNull();
  expect(denialsOf('{ closed { name faith } }')).toEqual([['FIELD_DENIED', 'closed', ['Query.closed']]]);
});

test('a denied field takes its arguments along, so no value of the caller goes anywhere with it', () => {
  const allowed = rewriteSmall(
    '{ vehicles(filter: { weight: { gte: 1 } }) { nodes { use } } people { note } }',
  );
  expect(print(allowed.document!)).not.toContain('$');
  expect(allowed.variables).toEqual({});
});

const underRows = (...rows: readonly RowCondition[]): Decision => ({ ...PERMIT, rows });

test.each<[string, Decision, string, string]>([
  ['a rule', { effect: 'deny', rules: [], lacks: null }, 'FIELD_DENIED', 'access request'],
  ['a case', { effect: 'deny', rules: [], lacks: 'case' }, 'CASE_REQUIRED', '`sluice-case`'],
  ['consent', underRows('consent'), 'CONSENT_REQUIRED', 'consent to this purpose'],
  ['consent and an organisation', underRows('consent', 'organisation'), 'FIELD_DENIED', 'access'],
])('whoever lacks %s is told so, and what to do next', (_, decision, code, nextStep) => {
  const table = tableOf((coordinate) => (coordinate === 'Person.note' ? decision : null));
  const read = readSmall('{ people { note } }') as ReadOperation;
  const decided = decide(read, scopeOf(table), createDecideDependencies(smallSupergraph.schema));
  const { denials } = rewrite(decided, desk, { supergraph: smallSupergraph, cursors, pseudonyms });
  expect(denials).toEqual([
    expect.objectContaining({
      code,
      detail: expect.objectContaining({ request: expect.stringContaining(nextStep) }),
    }),
  ]);
});

describe('a use is decided like a selection', () => {
  test.each([
    ['in a filter', '{ vehicles(filter: { weight: { gte: 1 } }) { nodes { use } } }', 'Vehicle.weight'],
    [
      'of a range where only equality is permitted',
      '{ vehicles(filter: { boughtOn: { lt: "2026-01-01" } }) { nodes { use } } }',
      'Vehicle.boughtOn',
    ],
    ['in an ordering', '{ vehicles(orderBy: { field: WEIGHT }) { nodes { use } } }', 'Vehicle.weight'],
  ])('%s', (_, query, field) => {
    expect(denialsOf(query)).toEqual([['USE_DENIED', 'vehicles', [field]]]);
  });

  test('in a variable, whose text looks harmless', () => {
    const query = 'query ($f: VehicleFilter) { vehicles(filter: $f) { nodes { use } } }';
    const withFilter = (f: unknown) => denialsOf(query, { variables: { f } });
    expect(withFilter({ use: { eq: 'taxi' } })).toEqual([]);
    expect(withFilter({ weight: {} })).toEqual([['USE_DENIED', 'vehicles', ['Vehicle.weight']]]);
  });

  test('and a permitted one stays', () => {
    expect(
      denialsOf('{ vehicles(filter: { use: { eq: "taxi" } }, orderBy: { field: USE }) { nodes { use } } }'),
    ).toEqual([]);
  });
});

describe('on an interface', () => {
  test('a field that only some members may show is asked of those alone', () => {
    expect(textOf('{ records { note } }')).toBe(
      '{ records { __typename ... on Person { note } ... on Grant { note } } }',
    );
    expect(denialsOf('{ records { note } }')).toEqual([['FIELD_DENIED', 'records.note', ['Payment.note']]]);
  });

  test('a fragment on the denied member loses the field, one on another keeps it', () => {
    const query = '{ records { ... on Payment { text: note amount } ... on Grant { text: note } } }';
    expect(textOf(query)).toBe(
      '{ records { __typename ... on Payment { amount } ... on Grant { text: note } } }',
    );
    expect(denialsOf(query)).toEqual([['FIELD_DENIED', 'records.text', ['Payment.note']]]);
  });

  test('the same response key in sibling fragments is decided for each', () => {
    const query = '{ holders { ... on Person { x: faith } ... on Firm { x: name } } }';
    expect(textOf(query)).toBe('{ holders { __typename ... on Firm { x: name } } }');
  });
});

describe('masks, rows and keys', () => {
  test('masks of keys stay with the gateway, all others go to the source', () => {
    const { sourceMasks, gatewayMasks, rows } = rewriteSmall(
      '{ people { name } vehicles { nodes { plate } } }',
    );
    expect(sourceMasks).toEqual({ 'Person.name': 'name.surname' });
    expect(gatewayMasks).toEqual({ 'Vehicle.plate': 'plate' });
    const region = ['region'];
    expect(rows).toEqual({ Person: region, Vehicle: region });
  });

  test('rows are filtered also where only the length of a page is asked', () => {
    expect(rewriteSmall('{ vehicles { pageInfo { hasNextPage } } }').rows).toHaveProperty('Vehicle');
  });

  test('a pseudonym is read as the key, once, under a name that no caller can use', () => {
    const allowed = rewriteSmall('{ people { a: pseudonym b: pseudonym id } }');
    expect(print(allowed.document!).replaceAll(/\s+/gu, ' ')).toBe('{ people { _sluice_id: id } }');
    expect(allowed.internalReads).toEqual([
      { coordinate: 'Person.id', responseKey: '_sluice_id', neededBy: 'Person.pseudonym' },
    ]);
    expect(allowed.denials.map(({ path }) => path)).toEqual([['people', 'id']]);
  });

  test('equal decisions have one fingerprint, others another', () => {
    const of = (query: string, question?: SmallQuestion) => rewriteSmall(query, question).fingerprint;
    const one = of('{ vehicles(filter: { use: { eq: "a" } }) { nodes { use } } }');
    expect(of('{ vehicles(filter: { use: { eq: "b" } }) { nodes { use weight } } }')).toBe(one);
    expect(of('{ vehicles(filter: { owner: { eq: null } }) { nodes { use } } }')).not.toBe(one);
    const twice = (a: string, b: string) =>
      of(
        `{ a: vehicles(filter: { ${a} }) { nodes { use } } b: vehicles(filter: { ${b} }) { nodes { use } } }`,
      );
    const [use, owner] = ['use: { eq: "a" }', `owner: { eq: "${ANNA}" }`];
    expect(twice(use, owner)).toBe(twice(use, owner));
    expect(twice(use, owner)).not.toBe(twice(owner, use));
    const elsewhere = { ...desk, region: '230200' as DivisionCode };
    // What a region means is bound when the grant is signed, so that counties share their plans.
    expect(of('{ vehicles(filter: { use: { eq: "a" } }) { nodes { use } } }', { subject: elsewhere })).toBe(
      one,
    );
  });
});

describe('a pseudonym as an argument', () => {
  const other = { ...desk, application: 'other-app' as ApplicationId };
  const purpose = rewriteSmall('{ people { note } }').decided.read.purpose;
  const anna = pseudonyms.conceal(ANNA, desk, purpose);

  test('is turned back for the application that it was made for', () => {
    const { variables } = rewriteSmall('query ($id: ID!) { person(id: $id) { note } }', {
      variables: { id: anna },
    });
    expect(variables).toEqual({ a1: ANNA });
    const many = rewriteSmall('query ($ids: [ID!]) { people(ids: $ids) { note } }', {
      variables: { ids: [anna, BEN] },
    });
    expect(many.variables).toEqual({ a1: [ANNA, BEN] });
  });

  test('is nobody’s under another application or purpose, and where it was changed', () => {
    const query = 'query ($ids: [ID!]) { people(ids: $ids) { note } }';
    const variables = { ids: [anna] };
    expect(refusal(query, { variables, subject: other })).toBe('IDENTIFIER_INVALID');
    expect(refusal(query, { variables, purpose: statistics })).toBe('IDENTIFIER_INVALID');
    const changed = anna.slice(0, -1) + (anna.endsWith('A') ? 'B' : 'A');
    expect(refusal(query, { variables: { ids: [changed] } })).toBe('IDENTIFIER_INVALID');
  });
});

describe('a cursor', () => {
  const query = (filter: string) =>
    `query ($after: Cursor, $n: Int) { vehicles(first: $n, after: $after${filter}) { pageInfo { endCursor } } }`;
  const given = async (filter = ''): Promise<string> => {
    const { data } = await askSmall(query(filter));
    return (data as { vehicles: { pageInfo: { endCursor: string } } }).vehicles.pageInfo.endCursor;
  };

  test('comes back as the position it stands for, also with another page size', async () => {
    const after = await given();
    expect(rewriteSmall(query(''), { variables: { after, n: 3 } }).variables).toEqual({
      a1: 3,
      a2: 'position-1',
    });
  });

  test('does not open under another filter, subject or purpose, or where it was changed', async () => {
    const after = await given();
    expect(refusal(query(', filter: { use: { eq: "taxi" } }'), { variables: { after } })).toBe(
      'CURSOR_INVALID',
    );
    const other = { ...desk, application: 'other-app' as ApplicationId };
    expect(refusal(query(''), { variables: { after }, subject: other })).toBe('CURSOR_INVALID');
    for (const at of [0, 20, after.length - 1]) {
      const changed = after.slice(0, at) + (after[at] === 'A' ? 'B' : 'A') + after.slice(at + 1);
      expect(refusal(query(''), { variables: { after: changed } })).toBe('CURSOR_INVALID');
    }
    expect(refusal(query(''), { variables: { after: 'position-1' } })).toBe('CURSOR_INVALID');
  });

  test('is not looked at where its list is denied', () => {
    expect(
      denialsOf(query(', filter: { weight: { gte: 1 } }'), { variables: { after: 'nonsense' } }),
    ).toHaveLength(1);
  });

  test('shows nothing of its position', async () => {
    expect(Buffer.from(await given(), 'base64url').toString('latin1')).not.toContain('position');
    expect(
      cursors.open(await given(), {
        subject: desk,
        purpose: statistics,
        field: 'Query.vehicles' as never,
        arguments: {},
      }),
    ).toBeNull();
  });
});
