import { createSecretKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { requireHub } from '../launch/ready-file.ts';
import { HUB_DATABASE } from '../postgres/databases.ts';
import { onServer, rolePasswordFile } from '../postgres/ensure-databases.ts';
import { agencyAccesses } from './agency-accesses.ts';
import { personInLedger } from './person-in-ledger.ts';
import { withReleaseKeeper } from './with-release-keeper.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { testHub } from '../testing/test-hub.ts';
import { readPassword, readKey32, readVerifyingKey } from '../../secrets/read-secret-file.ts';
import { verifyLedger } from '../../gateway/ledger/verify-ledger.ts';
import type { LedgerEntry } from '../../gateway/ledger/ledger-entry.ts';
import { readSupergraph } from '../../gateway/supergraph/supergraph.ts';
import type { RelationQuestion } from '../../policies/relation-wire.ts';

const hub = testHub();
const state = stateDirectory(hub.state);
const token = readFileSync(state.tokenFile('audit-engine'), 'utf8').trim();
const parent = randomUUID();

interface Relation {
  readonly status: number;
  readonly columns: readonly string[];
  readonly exchange: string;
  readonly rows: readonly (readonly (string | null)[])[];
  readonly text: string;
}

async function ask(
  question: Partial<RelationQuestion>,
  keys: readonly string[] | null = null,
  headers: Readonly<Record<string, string>> = {},
): Promise<Relation> {
  const asked = { variables: {}, keys: keys?.length ?? null, where: null, having: null, ...question };
  const response = await fetch(new URL('/relation', hub.url), {
    method: 'POST',
    body: [JSON.stringify(asked), ...(keys ?? []), ''].join('\n'),
    headers: {
      'content-type': 'application/x-sluice-relation',
      authorization: `Bearer ${token}`,
      'sluice-purpose': 'assistance-audit',
      'sluice-parent-exchange': parent,
      ...headers,
    },
  });
  const text = await response.text();
  const lines = text.split('\n');
  return {
    status: response.status,
    columns: (response.headers.get('sluice-columns') ?? '').split(','),
    exchange: response.headers.get('sluice-exchange') ?? '',
    rows: lines.slice(0, -2).map((line) => line.split('\t').map((each) => (each === '\\N' ? null : each))),
    text,
  };
}

/** What an agency itself holds, by the server's own account. */
function atSource<Row extends pg.QueryResultRow>(
  agency: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const { postgres, databases } = requireHub(hub.state);
  const user = `${agency}_reader`;
  const password = readPassword(rolePasswordFile(state.keys, user));
  return onServer({ ...postgres, user, password }, databases[agency] ?? agency, async (client) => {
    const { rows } = await client.query<Row>(text, values);
    return rows;
  });
}

const entriesOf = (exchange: string): Promise<readonly LedgerEntry[]> =>
  withReleaseKeeper(hub.state, async (client) => {
    const { rows } = await client.query<{ readonly entry: string }>(
      'SELECT entry FROM ledger.entry WHERE exchange_id = $1 ORDER BY entry_index',
      [exchange],
    );
    return rows.map(({ entry }) => JSON.parse(entry) as LedgerEntry);
  });

const MEMBERS = '{ assistanceFamilies { nodes { members { person { id } } } } }';
const VEHICLES =
  '{ assistanceFamilies { nodes { members { person { vehicles { use firstRegisteredOn status } } } } } }';

let families: Relation;
let people: readonly string[];

beforeAll(async () => {
  families = await ask({ query: '{ assistanceFamilies { nodes { caseNumber } } }' });
  const members = await ask(
    { query: MEMBERS },
    families.rows.map(([caseNumber]) => caseNumber ?? ''),
  );
  expect([families.status, members.status]).toEqual([200, 200]);
  people = [...new Set(members.rows.flatMap(([, person]) => person ?? []))];
});

describe('T16 a sweep brings only what the question needs, and every read of it is recorded', () => {
  let swept: Relation;
  beforeAll(async () => {
    const where = { kind: 'compare', field: 'status', op: '=', value: 'NORMAL' } as const;
    swept = await ask({ query: VEHICLES, where }, people);
  });

  test('the answer is whole and has the columns that were asked for and no other', () => {
    expect(people.length).toBeGreaterThan(100);
    expect(swept.text.endsWith('\n\\.\n')).toBe(true);
    expect(swept.columns).toEqual(['_key', 'use', 'firstRegisteredOn', 'status']);
    expect(swept.rows.every((row) => row.length === 4)).toBe(true);
  });

  test('its rows are, field by field, those that the source holds of these people under the condition', async () => {
    const held = await atSource<{ readonly row: (string | null)[] }>(
      'vehicles',
      `SELECT ARRAY[owner_person_key, use, to_char(first_registered_on, 'YYYY-MM-DD'), status] AS row
         FROM vehicle
        WHERE owner_person_key = ANY ($1) AND recorded_to IS NULL AND (status = 'NORMAL' OR status IS NULL)`,
      [people],
    );
    const sorted = (rows: readonly (readonly (string | null)[])[]) =>
      rows.map((row) => JSON.stringify(row)).toSorted();
    expect(sorted(swept.rows)).toEqual(sorted(held.map(({ row }) => row)));
    expect(swept.rows.length).toBeGreaterThan(0);
  });

  test('every read stands in the ledger with its purpose and whom it was for, and commits to whose records left', async () => {
    const owners = new Set(swept.rows.map(([key]) => key));
    const [intent, outcome] = await entriesOf(swept.exchange);
    for (const entry of [intent, outcome])
      expect(entry).toMatchObject({
        parent,
        purpose: 'assistance-audit',
        subject: { application: 'audit-engine' },
        relation: { subgraph: 'vehicles', type: 'Vehicle', keys: { count: people.length } },
      });
    expect(outcome).toMatchObject({
      kind: 'outcome',
      relation: { subjects: { count: owners.size }, isComplete: true },
      counts: { rows: swept.rows.length, dataSubjects: owners.size },
      outcomes: [],
    });
    const fields = outcome?.fields.map(({ coordinate }) => coordinate) ?? [];
    expect(fields.filter((field) => field.startsWith('Vehicle.'))).toEqual([
      'Vehicle.firstRegisteredOn',
      'Vehicle.status',
      'Vehicle.use',
    ]);
    expect(JSON.stringify([intent, outcome])).not.toMatch(/RID:|2399\d{2}/u);
  });

  test('a person is found in it by those who have the key of tags, and an agency sees that it was read', async () => {
    const tagKey = createSecretKey(readKey32(state.key('data-subject-tag.key')));
    const was = (personKey: string) =>
      withLedgerWriter(async (client) => {
        const found: string[] = [];
        for await (const each of personInLedger(client, { personKey, tagKey, exchangeId: swept.exchange }))
          found.push(each.was);
        return found;
      });
    const owners = new Set(swept.rows.map(([key]) => key));
    expect(await was([...owners][0] ?? '')).toEqual(['asked', 'read']);
    expect(await was(people.find((person) => !owners.has(person)) ?? '')).toEqual(['asked', 'asked']);
    expect(await was('RID:239901195001010016')).toEqual([]);
    const { catalogue } = readSupergraph(
      readFileSync('gateway/supergraph/generated/supergraph.graphql', 'utf8'),
    );
    const told: string[] = [];
    await withReleaseKeeper(hub.state, async (client) => {
      for await (const { exchangeId } of agencyAccesses(client, {
        agency: 'vehicles',
        catalogue,
        at: new Date(),
      }))
        told.push(exchangeId);
    });
    expect(told.filter((exchange) => exchange === swept.exchange)).toHaveLength(1);
  });

  test('and the ledger with all its sets is sound', async () => {
    const publicKey = readVerifyingKey(state.key('ledger-signing.pub.pem'));
    const { problems } = await withLedgerWriter((client) => verifyLedger(client, publicKey));
    expect(problems).toEqual([]);
  });
});

test('as of an earlier time the records are those that were known then', async () => {
  const asOf = '2026-10-01T00:00:00Z';
  const earlier = await ask({ query: VEHICLES }, people, { 'sluice-as-of': asOf });
  expect(earlier.status).toBe(200);
  const held = await atSource<{ readonly count: string }>(
    'vehicles',
    `SELECT count(*) FROM vehicle WHERE owner_person_key = ANY ($1)
        AND recorded_from <= $2 AND (recorded_to IS NULL OR recorded_to > $2)`,
    [people, asOf],
  );
  expect(earlier.rows.length).toBe(Number(held[0]?.count));
  const [entry] = await entriesOf(earlier.exchange);
  expect(entry?.asOf).toBe(asOf);
});

test('an application of an agency reads no relation', async () => {
  const response = await ask({ query: VEHICLES }, people.slice(0, 1), {
    authorization: `Bearer ${hub.tokens['social-assistance'] ?? ''}`,
    'sluice-purpose': 'assistance-eligibility',
  });
  expect([response.status, response.text.includes('SWEEP_DENIED')]).toEqual([403, true]);
});

function withLedgerWriter<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const { postgres, databases } = requireHub(hub.state);
  const user = 'hub_ledger_writer';
  const password = readPassword(rolePasswordFile(state.keys, user));
  return onServer({ ...postgres, user, password }, databases[HUB_DATABASE] ?? HUB_DATABASE, work);
}
