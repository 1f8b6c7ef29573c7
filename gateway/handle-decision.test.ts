import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { DecisionAnswer, DecisionQuestion } from '../policies/decision-wire.ts';
import { SUBJECTS } from '../policies/scenarios/subjects.ts';
import { openRelationHub, type RelationHub } from './testing/relation-hub.ts';

let hub: RelationHub;
beforeAll(async () => {
  hub = await openRelationHub();
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.subgraph.seen.length = 0;
  hub.ledger.entries.length = 0;
});

const PLATES =
  '{ assistanceFamilies(first: 1) { nodes { members { person { id vehicles { plate use } } } } } }';

async function decided(
  question: Partial<DecisionQuestion>,
  as: keyof typeof SUBJECTS = 'audit-engine',
  purpose = 'assistance-audit',
): Promise<{ readonly status: number; readonly body: { data: DecisionAnswer | null; errors?: object[] } }> {
  const response = await fetch(`${hub.url}/decision`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${as}`, 'sluice-purpose': purpose },
    body: JSON.stringify({ variables: {}, way: 'operation', beside: null, ...question }),
  });
  return { status: response.status, body: (await response.json()) as { data: DecisionAnswer | null } };
}

test('what policy withholds is said field by field, of the caller and of another, and nothing is read', async () => {
  const { status, body } = await decided({ query: PLATES, beside: SUBJECTS.auditor });
  expect(status).toBe(200);
  expect(body.data?.caller.map(({ field, because }) => `${field} ${because}`)).toEqual([
    'Vehicle.plate denied',
  ]);
  expect(body.data?.beside.map(({ field, because }) => `${field} ${because}`)).toEqual([
    'Person.id masked',
    'Vehicle.plate masked',
  ]);
  expect(hub.subgraph.seen).toEqual([]);
  expect(hub.ledger.entries).toMatchObject([
    { kind: 'exchange', purpose: 'assistance-audit', fields: [], dataSubjects: [] },
  ]);
});

test('somebody who may not declare the purpose is permitted nothing', async () => {
  const { body } = await decided({ query: PLATES, beside: SUBJECTS.hospital });
  expect(body.data?.beside).toEqual([{ field: null, use: null, because: 'purpose', rules: [] }]);
});

test('a relation that would be refused is refused, under the same code', async () => {
  const query = '{ assistanceFamilies { nodes { members { person { vehicles { plate } } } } } }';
  const { body } = await decided({ query, way: 'relation' });
  expect(body).toMatchObject({ data: null, errors: [{ extensions: { code: 'FIELD_DENIED' } }] });
  const sound = query.replace('plate', 'use');
  expect((await decided({ query: sound, way: 'relation' })).body.data).toEqual({ caller: [], beside: [] });
});

test('whoever may not read relations whole is told nothing of what others are permitted', async () => {
  const { status, body } = await decided({ query: PLATES, beside: SUBJECTS.hospital }, 'auditor');
  expect(status).toBe(403);
  expect(body).toMatchObject({ data: null, errors: [{ extensions: { code: 'SWEEP_DENIED' } }] });
});

test.each<[string, object]>([
  ['an unknown member', { query: PLATES, also: 1 }],
  ['no way', { query: PLATES, way: 'both' }],
  ['a subject that is none', { query: PLATES, beside: { ...SUBJECTS.auditor, roles: 'auditor' } }],
  ['a subject with more', { query: PLATES, beside: { ...SUBJECTS.auditor, admin: true } }],
])('%s is refused', async (_, question) => {
  expect(await decided(question)).toMatchObject({
    status: 400,
    body: { errors: [{ extensions: { code: 'BODY_MALFORMED' } }] },
  });
});
