import { describe, expect, test } from '@jest/globals';
import { confirmedOf } from '../executor/testing/allowed-operation.ts';
import { ANNA, BEN, SMALL_DATA } from '../testing/small-federation.ts';
import { desk, eligibility, smallSupergraph, statistics } from '../testing/small-graph.ts';
import { askSmall, cursors, exchangeOf, pseudonyms, rewriteSmall } from '../testing/small-spine.ts';
import { mask } from './mask.ts';
import type { PathError, RawResult, Unvouched } from './stage-types.ts';

/** The mask stage alone, over whatever a source may have sent. */
function maskSmall(
  query: string,
  data: Readonly<Record<string, unknown>>,
  errors: readonly PathError[] = [],
) {
  const allowed = rewriteSmall(query);
  const raw: Unvouched<RawResult> = {
    kind: 'raw',
    allowed,
    gatewayMasks: {},
    data,
    errors,
    subjectTags: new Set(),
    fetches: 1,
    limits: [],
    peopleCounted: 0,
  };
  return mask(confirmedOf(raw as RawResult), exchangeOf(desk), {
    schema: smallSupergraph.schema,
    cursors,
    pseudonyms,
  });
}

test('the answer has exactly the keys that were asked, in their order, null for what was denied', async () => {
  const { data, errors } = await askSmall('{ people { faith who: name note } closed { name } }');
  expect(JSON.stringify(data)).toBe(
    JSON.stringify({
      people: [
        { faith: null, who: '欧阳**', note: 'first' },
        null,
        { faith: null, who: '***', note: 'second' },
      ],
      closed: null,
    }),
  );
  expect(errors.map(({ code, path }) => [code, path.join('.')])).toEqual([
    ['FIELD_DENIED', 'people.faith'],
    ['FIELD_DENIED', 'closed'],
  ]);
});

test('no canary of a denied field is in any answer, whatever the source sends', async () => {
  const queries = [
    '{ records { note ... on Payment { note } ... on Person { faith } } }',
    '{ holders { __typename ... on Firm { secret n: name } ... on Person { faith note } } }',
    '{ people { faith } closed { faith } }',
  ];
  for (const query of queries) expect(JSON.stringify(await askSmall(query))).not.toContain('CANARY');
});

test('an interface is answered by the type of each object', async () => {
  const { data } = await askSmall('{ records { kind: __typename note ... on Payment { amount } } }');
  expect(data).toEqual({
    records: [
      { kind: 'Grant', note: 'granted' },
      { kind: 'Payment', note: null, amount: 2 },
      { kind: 'Person', note: 'first' },
    ],
  });
});

test('sibling fragments with one response key are each their own', async () => {
  const { data } = await askSmall(
    '{ holders { ... on Person { x: faith } ... on Firm { x: name } } __typename }',
  );
  expect(data).toEqual({ holders: [{ x: null }, { x: '公司' }], __typename: 'Query' });
});

test('what was skipped leaves an empty object, not none', async () => {
  expect((await askSmall('{ people { name @skip(if: true) } }')).data).toEqual({ people: [{}, null, {}] });
});

test('a key is masked at the gateway, in lists and under an alias too', async () => {
  const { data } = await askSmall('{ vehicles { nodes { mark: plate owner { vehicles { plate } } } } }');
  const plates = JSON.stringify(data);
  expect(plates).toContain('黑A****5');
  expect(plates).not.toMatch(/12345|54321/u);
});

describe('a pseudonym', () => {
  test('is the same for one person, another for another, and never the key', async () => {
    const { data } = await askSmall('{ people { pseudonym again: pseudonym } }');
    const [anna, , ben] = (data as { people: ({ pseudonym: string; again: string } | null)[] }).people;
    expect(anna!.pseudonym).toMatch(/^PSN:[A-Z2-7]+$/u);
    expect(anna!.again).toBe(anna!.pseudonym);
    expect(ben!.pseudonym).not.toBe(anna!.pseudonym);
    expect(pseudonyms.reveal(anna!.pseudonym, desk, eligibility)).toBe(ANNA);
    expect(pseudonyms.reveal(ben!.pseudonym, desk, eligibility)).toBe(BEN);
    expect(JSON.stringify(data)).not.toContain('_sluice');
  });

  test('of somebody without an established identity is null', async () => {
    const data = { people: [{ ...(SMALL_DATA['person'] as object), id: null }] };
    expect((await askSmall('{ people { pseudonym note } }', { data })).data).toEqual({
      people: [{ pseudonym: null, note: 'first' }],
    });
  });
});

describe('a key that policy shows as a pseudonym', () => {
  const question = { purpose: statistics };

  test('is the pseudonym that the purpose has for the person, wherever the key stands', async () => {
    const { data } = await askSmall('{ people { id again: id } }', question);
    const [anna] = (data as { people: ({ id: string; again: string } | null)[] }).people;
    expect(anna!.id).toBe(pseudonyms.conceal(ANNA, desk, statistics));
    expect(anna!.again).toBe(anna!.id);
    expect(JSON.stringify(data)).not.toContain(ANNA);
  });

  test('may be given back as an argument that looks for the person', async () => {
    const { data } = await askSmall('{ people { id } }', question);
    const ids = (data as { people: ({ id: string } | null)[] }).people.flatMap((person) => person?.id ?? []);
    const query = 'query ($ids: [ID!]) { people(ids: $ids) { note } }';
    const { variables } = rewriteSmall(query, { ...question, variables: { ids } });
    expect(Object.values(variables)).toEqual([[ANNA, BEN]]);
  });
});

describe('where a field must not be null', () => {
  const ask = (query: string, strict: unknown) => maskSmall(query, { strict, people: null });

  test('a value is shown', () => {
    const { data } = ask('{ strict { must items } }', [{ must: 'is', items: ['a'] }]);
    expect(data).toEqual({ strict: [{ must: 'is', items: ['a'] }] });
  });

  test('a missing one takes its object along and nothing else', () => {
    const { data } = ask('{ strict { must items } people { note } }', [
      { must: null },
      { must: 'is', items: ['a', null] },
    ]);
    expect(data).toEqual({ strict: [null, { must: 'is', items: null }], people: null });
  });

  test('a refused one does too, with its error', () => {
    const { data, errors } = ask('{ strict { must sealed } people { note } }', [
      { must: 'is', sealed: 'CANARY' },
    ]);
    expect(data).toEqual({ strict: [null], people: null });
    expect(errors.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['FIELD_DENIED', 'strict.sealed'],
    ]);
  });
});

test('what a source sends beyond its schema is dropped with an error at its place', () => {
  const masked = maskSmall(
    '{ people { note } holders { __typename } }',
    {
      people: [{ note: { deep: 'CANARY' }, extra: 'CANARY' }, 'CANARY'],
      holders: [{ __typename: 'Vehicle' }],
    },
    [{ code: 'SOURCE_DOWN', path: ['people', 0, '_sluice_id'], detail: {} }],
  );
  expect(masked.data).toEqual({ people: [{ note: null }, null], holders: [null] });
  expect(masked.errors.map(({ code, path }) => [code, path.join('.')])).toEqual([
    ['SOURCE_DOWN', 'people.0'],
    ['SOURCE_ERROR', 'people.0.note'],
    ['SOURCE_ERROR', 'people.1'],
    ['SOURCE_ERROR', 'holders.0'],
  ]);
});

test('cursors at every place of a page are sealed', async () => {
  const { data } = await askSmall('{ vehicles { edges { cursor } pageInfo { endCursor hasNextPage } } }');
  expect(JSON.stringify(data)).not.toContain('position');
  expect(data).toMatchObject({ vehicles: { pageInfo: { hasNextPage: false } } });
});
