import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type HowAsked, openRelationHub, type RelationHub } from './testing/relation-hub.ts';
import { grantOf, PEOPLE, refusalOf, setName, VEHICLES } from './testing/relation-questions.ts';
import { writeHead } from './testing/wire-subgraph.ts';
import type { RelationQuestion } from '../policies/relation-wire.ts';

let hub: RelationHub;
beforeAll(async () => {
  hub = await openRelationHub();
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.subgraph.seen.length = 0;
  hub.ledger.entries.length = 0;
  hub.subgraph.answer = () => ({ lines: `${PEOPLE[0]}\tSMALL\tNORMAL\n${PEOPLE[2]}\tSMALL\t\\N\n\\.\n` });
});

test('the records of the keys that are asked for come as the agency sends them, and the columns by their names', async () => {
  const response = await hub.ask({ query: VEHICLES }, { keys: PEOPLE });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/x-sluice-relation');
  expect(response.headers.get('sluice-columns')).toBe('_key,plateType,status');
  expect(JSON.parse(response.headers.get('sluice-dataset-state') ?? '')).toMatchObject({ isFresh: true });
  expect(await response.text()).toBe(`${PEOPLE[0]}\tSMALL\tNORMAL\n${PEOPLE[2]}\tSMALL\t\\N\n\\.\n`);
  const [seen] = hub.subgraph.seen;
  expect(seen?.read).toEqual({
    type: 'Vehicle',
    through: { kind: 'parent', type: 'Person', keyField: 'id', field: 'vehicles' },
    filter: null,
    columns: ['plateType', 'status'],
    keys: 3,
    where: null,
    having: null,
    asOf: null,
  });
  expect(seen?.keys).toEqual(PEOPLE);
});

test('the agency is granted what it answers and what it is told, and the whole body is bound to the grant', async () => {
  await (await hub.ask({ query: VEHICLES }, { keys: PEOPLE })).text();
  const [seen] = hub.subgraph.seen;
  const grant = grantOf(seen?.headers['sluice-grant']);
  expect(grant).toMatchObject({ audience: 'vehicles', masks: {}, asOf: null, purpose: 'assistance-audit' });
  expect(grant.uses).toEqual([
    'Person.id:join-key',
    'Person.vehicles:project',
    'Vehicle.plateType:project',
    'Vehicle.status:project',
  ]);
  const [nonce = '', exchange = '', at = '', , mac] = String(seen?.headers['sluice-fetch']).split('.');
  const bodyHash = createHash('sha256')
    .update(seen?.body ?? '')
    .digest('base64url');
  const bound = [grant.grantId, nonce, exchange, at, bodyHash].join('\n');
  expect(mac).toBe(createHmac('sha256', Buffer.alloc(32, 9)).update(bound).digest('base64url'));
});

test('an intent with the keys stands in the ledger before the agency is asked, and the outcome before the last line', async () => {
  let before: readonly string[] = [];
  hub.subgraph.answer = ({ read }) => {
    before = hub.ledger.entries.map(({ kind }) => kind);
    return (response) => {
      writeHead(response, read);
      response.end(`${PEOPLE[1]}\ta\tb\n${PEOPLE[1]}\tc\td\n\\.\n`);
    };
  };
  const parent = '00000000-0000-4000-8000-00000000000a';
  const response = await hub.ask(
    { query: VEHICLES },
    { keys: PEOPLE, headers: { 'sluice-parent-exchange': parent } },
  );
  await response.text();
  expect(before).toEqual(['intent']);
  const [intent, outcome] = hub.ledger.entries;
  expect(intent).toMatchObject({
    kind: 'intent',
    parent,
    purpose: 'assistance-audit',
    dataSubjects: [],
    relation: {
      subgraph: 'vehicles',
      type: 'Vehicle',
      keys: setName(PEOPLE),
      subjects: null,
      isComplete: null,
    },
  });
  expect(outcome).toMatchObject({
    kind: 'outcome',
    intent: 0,
    exchangeId: response.headers.get('sluice-exchange'),
    parent,
    relation: { keys: setName(PEOPLE), subjects: setName([PEOPLE[1]]), isComplete: true },
    counts: { fetches: 1, rows: 2, dataSubjects: 1 },
    outcomes: [],
  });
  expect(outcome?.fields.map(({ coordinate, use }) => `${coordinate}:${use}`)).toEqual(
    expect.arrayContaining(['Person.vehicles:project', 'Person.id:project', 'Vehicle.status:project']),
  );
  expect([...hub.tagSets.keys()]).toEqual(
    expect.arrayContaining([setName(PEOPLE).commitment, setName([PEOPLE[1]]).commitment]),
  );
});

describe('who is found how', () => {
  test.each<[string, string, readonly string[] | undefined, object]>([
    [
      'a population whole, under the filter that it is given',
      '{ assistanceFamilies(filter: { division: { within: "230100" } }) { nodes { caseNumber division } } }',
      undefined,
      { through: { kind: 'root', field: 'assistanceFamilies' }, filter: { division: { within: '230100' } } },
    ],
    [
      'the same records by their own keys',
      '{ assistanceFamilies { nodes { caseNumber division } } }',
      ['SA-1'],
      {
        through: { kind: 'parent', type: 'AssistanceFamily', keyField: 'caseNumber', field: null },
        filter: null,
        keys: 1,
      },
    ],
    [
      'a list by the key of what it hangs on, with the key of an entity that its records name',
      '{ assistanceFamilies { nodes { members { kin: relation who: person { id } } } } }',
      ['SA-1'],
      {
        through: { kind: 'parent', type: 'AssistanceFamily', keyField: 'caseNumber', field: 'members' },
        columns: ['relation', 'person.id'],
      },
    ],
    [
      'what only an earlier step is filtered by says nothing where keys are given',
      '{ assistanceFamilies(filter: { division: { within: "230100" } }) { nodes { members { relation } } } }',
      ['SA-1'],
      { filter: null },
    ],
  ])('%s', async (_, query, keys, read) => {
    hub.subgraph.answer = () => ({ lines: '\\.\n', subject: 'none' });
    const response = await hub.ask({ query }, keys ? { keys } : {});
    expect([response.status, await response.text()]).toEqual([200, '\\.\n']);
    expect(hub.subgraph.seen[0]?.read).toMatchObject(read);
  });

  test('conditions come by the names of the graph, and of sums only the keys', async () => {
    hub.subgraph.answer = () => ({ lines: 'SA-1\n\\.\n', subject: 'none' });
    const response = await hub.ask(
      {
        query: '{ assistanceFamilies { nodes { payments { paid: paidAmount month: payMonth } } } }',
        where: { kind: 'compare', field: 'month', op: '>=', value: '2026-01' },
        having: { measure: 'sum', field: 'paid', op: '>', value: 100 },
      },
      { keys: ['SA-1'] },
    );
    expect(response.headers.get('sluice-columns')).toBe('_key');
    expect(await response.text()).toBe('SA-1\n\\.\n');
    expect(hub.subgraph.seen[0]?.read).toMatchObject({
      where: { kind: 'compare', field: 'payMonth', op: '>=', value: '2026-01' },
      having: { measure: 'sum', field: 'paidAmount', op: '>', value: 100 },
    });
  });

  test('an earlier time goes into grant, question and ledger', async () => {
    const asOf = '2026-10-01T00:00:00Z';
    await (await hub.ask({ query: VEHICLES }, { keys: PEOPLE, headers: { 'sluice-as-of': asOf } })).text();
    const [seen] = hub.subgraph.seen;
    expect([seen?.read.asOf, grantOf(seen?.headers['sluice-grant']).asOf]).toEqual([asOf, asOf]);
    expect(hub.ledger.entries.map((entry) => entry.asOf)).toEqual([asOf, asOf]);
  });
});

describe('nobody is asked, and the refusal is recorded', () => {
  const families = (below: string) => `{ assistanceFamilies { nodes { ${below} } } }`;
  test.each<[string, number, string, Partial<RelationQuestion>, HowAsked]>([
    [
      'of an ordinary application',
      403,
      'SWEEP_DENIED',
      {},
      {
        subject: 'social-assistance',
        headers: { 'sluice-purpose': 'assistance-eligibility' },
      },
    ],
    ['of an auditor, who may see the same', 403, 'SWEEP_DENIED', {}, { subject: 'auditor' }],
    ['for another purpose', 403, 'PURPOSE_UNKNOWN', {}, { headers: { 'sluice-purpose': 'diagnosis' } }],
    ['for no purpose', 400, 'PURPOSE_MISSING', {}, { headers: { 'sluice-purpose': '' } }],
    ['of the future', 400, 'AS_OF_FUTURE', {}, { headers: { 'sluice-as-of': '2999-01-01T00:00:00Z' } }],
    ['without a question', 400, 'RELATION_INVALID', {}, { body: '' }],
    [
      'under another media type',
      415,
      'MEDIA_TYPE_UNSUPPORTED',
      {},
      { headers: { 'content-type': 'application/json' } },
    ],
    ['with a member that nobody knows', 400, 'RELATION_INVALID', { limit: 1 } as never, {}],
    ['with more keys than one may have', 400, 'RELATION_INVALID', { keys: 2_000_001 }, {}],
    ['with keys that it does not speak of', 400, 'RELATION_INVALID', { keys: null }, { keys: PEOPLE }],
    ['with fewer keys than it says', 400, 'RELATION_INVALID', { keys: 3 }, { keys: ['a'] }],
    ['with a key of two columns', 400, 'RELATION_INVALID', {}, { keys: ['a\tb'] }],
    [
      'with two ways down',
      400,
      'RELATION_INVALID',
      { query: families('members { relation } payments { payMonth }') },
      {},
    ],
    [
      'with a column beside the way',
      400,
      'RELATION_INVALID',
      { query: families('caseNumber members { relation }') },
      {},
    ],
    [
      'of pages',
      400,
      'RELATION_INVALID',
      { query: '{ assistanceFamilies(first: 5) { nodes { caseNumber } } }' },
      {},
    ],
    [
      'of edges',
      400,
      'RELATION_INVALID',
      { query: '{ assistanceFamilies { edges { node { caseNumber } } } }' },
      {},
    ],
    [
      'of one look-up',
      400,
      'RELATION_INVALID',
      { query: '{ person(id: "RID:239901195001010016") { name } }' },
      {},
    ],
    [
      'of an interface',
      400,
      'RELATION_INVALID',
      { query: families('members { person { assistance { division } } }') },
      {},
    ],
    [
      'of a computed field',
      400,
      'RELATION_INVALID',
      { query: families('members { person { isOfTekunAge { answer } } }') },
      {},
    ],
    [
      'of two names that differ in case alone',
      400,
      'RELATION_INVALID',
      { query: families('members { relation Relation: validTo }') },
      {},
    ],
    [
      'of a name that begins with an underscore',
      400,
      'RELATION_INVALID',
      { query: families('members { _key: relation }') },
      {},
    ],
    ['of a pseudonym', 400, 'RELATION_INVALID', { query: families('members { person { pseudonym } }') }, {}],
    [
      'of a parent under a filter without keys',
      400,
      'RELATION_INVALID',
      {
        query:
          '{ assistanceFamilies(filter: { division: { within: "230100" } }) { nodes { members { relation } } } }',
      },
      { keys: undefined as never },
    ],
    ['of what the schema does not have', 400, 'OPERATION_INVALID', { query: families('nothing') }, {}],
    ['of the schema itself', 400, 'RELATION_INVALID', { query: '{ __schema { types { name } } }' }, {}],
    [
      'under a condition on what it does not ask for',
      400,
      'RELATION_INVALID',
      {
        where: { kind: 'is-null', field: 'plate' },
      },
      {},
    ],
    [
      'under a condition with a value of another type',
      400,
      'RELATION_INVALID',
      {
        where: { kind: 'in', field: 'status', values: [1] },
      },
      {},
    ],
    [
      'of sums of a population',
      400,
      'RELATION_INVALID',
      {
        query: families('caseNumber'),
        having: { measure: 'count', field: null, op: '>', value: 1 },
      },
      {},
    ],
    [
      'of a field that is denied',
      403,
      'FIELD_DENIED',
      { query: families('members { person { vehicles { recordedIdNumber } } }') },
      { keys: PEOPLE },
    ],
  ])('%s', async (_, status, code, question, how) => {
    const response = await hub.ask({ query: VEHICLES, ...question }, how);
    const told = await refusalOf(response);
    expect([response.status, told.code]).toEqual([status, code]);
    expect(hub.subgraph.seen).toEqual([]);
    expect(hub.ledger.entries).toMatchObject([{ kind: 'exchange', outcomes: [code] }]);
  });
});
