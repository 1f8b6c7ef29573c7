import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import {
  createTestDatabase,
  createTestRole,
  type TestDatabase,
  testPostgres,
} from '../../hub/testing/test-database.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import { confirmedOf } from '../executor/testing/allowed-operation.ts';
import { applyLedgerSchema } from '../ledger/apply-ledger-schema.ts';
import { createLedger, type Ledger } from '../ledger/create-ledger.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { ANNA, fetchSmall } from '../testing/small-federation.ts';
import { desk, eligibility, smallPolicies, smallSupergraph } from '../testing/small-graph.ts';
import { cursors, exchangeOf, pseudonyms, rewriteSmall } from '../testing/small-spine.ts';
import { mask } from './mask.ts';
import { record, type RecordDependencies, recordIntent } from './record.ts';
import type { ExchangeId, Outcome, Trail } from './stage-types.ts';

let database: TestDatabase;
let owner: pg.Client;
let ledger: Ledger;
let deps: RecordDependencies;

beforeAll(async () => {
  const writer = await createTestRole(testPostgres(), 'hub_ledger_writer');
  database = await createTestDatabase();
  owner = new pg.Client({ ...testPostgres(), database: database.database });
  await owner.connect();
  await applyLedgerSchema(owner);
  const { privateKey: signingKey } = generateKeyPairSync('ed25519');
  ledger = createLedger({ database: { ...writer, database: database.database }, signingKey });
  deps = { ledger, policyVersion: smallPolicies.version };
});
afterAll(async () => {
  await ledger.close();
  await owner.end();
  await database.drop();
});

function trailOf(more: Partial<Trail> = {}): Trail {
  return {
    arrival: { id: randomUUID() as string as ExchangeId, startedAt: new Date(0), parent: null },
    exchange: exchangeOf(desk),
    declaration: {
      purpose: eligibility,
      caseNumber: 'case-9',
      caseAttestation: null,
      asOf: '2026-10-01T00:00:00Z',
    },
    operation: null,
    decided: null,
    allowed: null,
    derived: [],
    relation: null,
    intent: null,
    ...more,
  };
}

async function entryOf(
  { arrival }: Trail,
  kind = 'exchange',
): Promise<LedgerEntry & { readonly text: string }> {
  const { rows } = await owner.query<{ entry: string }>(
    'SELECT entry FROM ledger.entry WHERE exchange_id = $1 AND kind = $2',
    [arrival.id, kind],
  );
  const text = rows[0]!.entry;
  return { ...(JSON.parse(text) as LedgerEntry), text };
}

async function askedOf(
  query: string,
  variables = {},
): Promise<{ readonly trail: Trail; readonly outcome: Outcome }> {
  const allowed = rewriteSmall(query, { variables });
  const raw = await fetchSmall(allowed);
  const outcome = mask(confirmedOf(raw), exchangeOf(desk), {
    schema: smallSupergraph.schema,
    cursors,
    pseudonyms,
  });
  const { decided } = allowed;
  return { outcome, trail: trailOf({ operation: decided.read, decided, allowed }) };
}

test('an answered exchange is written down with what was shown, refused and read for a pseudonym', async () => {
  const { trail, outcome } = await askedOf('query ($id: ID!) { person(id: $id) { name faith pseudonym } }', {
    id: ANNA,
  });
  const recorded = await record(trail, outcome, deps);
  const entry = await entryOf(trail);
  expect(recorded.receipt).toMatchObject({ exchangeId: trail.arrival.id });
  expect(entry).toMatchObject({
    subject: { application: 'desk-app', department: 'desk', official: null },
    purpose: 'eligibility',
    policyVersion: smallPolicies.version,
    legalBasis: ['law registry'],
    asOf: '2026-10-01T00:00:00Z',
    dataSubjects: ['tag'],
    counts: { fetches: 1, dataSubjects: 1, errors: 1 },
    outcomes: ['FIELD_DENIED'],
  });
  expect(
    entry.fields.map(({ coordinate, use, effect, mask: kind }) => [coordinate, use, effect, kind]),
  ).toEqual([
    ['Person.faith', 'project', 'deny', null],
    ['Person.id', 'filter-eq', 'permit', null],
    ['Person.id', 'join-key', 'permit', null],
    ['Person.name', 'project', 'permit', 'name.surname'],
    ['Person.pseudonym', 'project', 'permit', null],
    ['Query.person', 'project', 'permit', null],
  ]);
});

test('no value is in an entry: no variable, case, name, key or pseudonym', async () => {
  const { trail, outcome } = await askedOf('query ($id: ID!) { person(id: $id) { name pseudonym note } }', {
    id: ANNA,
  });
  await record(trail, outcome, deps);
  expect((await entryOf(trail)).text).not.toMatch(/2399|欧阳|PSN:|case-9|first/u);
});

test('what is below a refused field is not written down as shown', async () => {
  const { trail, outcome } = await askedOf('{ closed { name note } people { note } }');
  await record(trail, outcome, deps);
  const shown = (await entryOf(trail)).fields.filter(({ effect }) => effect === 'permit');
  expect(shown.map(({ coordinate }) => coordinate)).toEqual(['Person.note', 'Query.people']);
});

test('somebody who was never recognised is written down as nobody', async () => {
  const trail = trailOf({ exchange: null, declaration: null });
  await record(trail, { kind: 'refused', error: new SluiceError('TOKEN_INVALID') }, deps);
  expect(await entryOf(trail)).toMatchObject({
    subject: null,
    purpose: null,
    operationHash: null,
    fields: [],
    outcomes: ['TOKEN_INVALID'],
  });
});

test('an exchange that ended in the middle is written down with everybody whose data was read for it', async () => {
  const trail = trailOf();
  trail.exchange?.subjectTags.add('tag-b').add('tag-a');
  await record(trail, { kind: 'refused', error: new SluiceError('INTERNAL') }, deps);
  expect(await entryOf(trail)).toMatchObject({
    dataSubjects: ['tag-a', 'tag-b'],
    counts: { dataSubjects: 2 },
    outcomes: ['INTERNAL'],
  });
});

test('a mutation has an entry before and one after', async () => {
  const { trail, outcome } = await askedOf('mutation { startRun(name: "x") { id } }');
  trail.intent = await recordIntent(trail, deps);
  await record(trail, outcome, deps);
  expect((await entryOf(trail, 'intent')).fields).toMatchObject([
    { coordinate: 'Mutation.startRun', use: 'invoke' },
    { coordinate: 'Run.id', use: 'project' },
  ]);
  expect((await entryOf(trail, 'outcome')).intent).toBe(trail.intent.index);
});

test('an exchange that can not be written down has no receipt', async () => {
  await owner.query('REVOKE EXECUTE ON FUNCTION ledger.append FROM hub_ledger_writer');
  const { trail, outcome } = await askedOf('{ people { note } }');
  await expect(record(trail, outcome, deps)).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  await owner.query('GRANT EXECUTE ON FUNCTION ledger.append TO hub_ledger_writer');
});
