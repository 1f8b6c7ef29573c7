import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import type { FieldCoordinate } from '../../../policies/vocabulary.ts';
import { AuditStore } from '../store/audit-store.ts';
import { record, shippedAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { servePopulation, type PopulationServer } from '../testing/population-server.ts';
import { requesterAs } from '../testing/requester-as.ts';
import { createAskDecision } from './ask-decision.ts';
import { createAskHub } from './ask-hub.ts';
import { duckDbEngine } from '../sweep/duckdb/duckdb-engine.ts';
import { createAskRelation } from '../sweep/read/ask-relation.ts';
import { AuditEngine } from './audit-engine.ts';

const graph = testGraph();
const tokenFile = join(mkdtempSync(join(tmpdir(), 'audit-engine-')), 'token.jwt');
writeFileSync(tokenFile, 'a-token\n');

let database: TestDatabase;
let client: pg.Client;
const engines: AuditEngine[] = [];
const stores: AuditStore[] = [];
const servers: PopulationServer[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  client = new pg.Client(connection());
  await client.connect();
  await client.query('CREATE SCHEMA audit');
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await client.end();
  await database.drop();
});

function connection(): pg.ClientConfig {
  const { host, port, user, password } = database;
  return { host, port, user, password, database: database.database };
}

/** Families that each own a car; every third one's is a mobility scooter. */
function families(count: number): readonly Readonly<Record<string, unknown>>[] {
  return Array.from({ length: count }, (_, index) =>
    record(`F${index}`, {
      caseNumber: `C${String(index).padStart(3, '0')}`,
      division: '230102',
      status: 'ACTIVE',
      members: [
        record(`M${index}`, {
          validTo: null,
          person: {
            id: `RID:23990119800101${String(index).padStart(4, '0')}`,
            vehicles: [
              record(`V${index}`, {
                vehicleKind: index % 3 === 0 ? 'MOBILITY_SCOOTER' : 'CAR',
                use: 'PRIVATE',
                status: 'NORMAL',
                firstRegisteredOn: '2021-01-01',
                validTo: null,
              }),
            ],
          },
        }),
      ],
    }),
  );
}

async function population(
  count: number,
  troubleOf?: Parameters<typeof servePopulation>[1],
): Promise<PopulationServer> {
  const server = await servePopulation(families(count), troubleOf);
  servers.push(server);
  return server;
}

async function engineAt(server: PopulationServer, pageSize = 10): Promise<AuditEngine> {
  const store = new AuditStore(new pg.Pool({ ...connection(), max: 4 }));
  stores.push(store);
  await store.applySchema();
  const engine = new AuditEngine({
    store,
    graph,
    thresholds: testThresholds(),
    ask: createAskHub({ url: server.url, tokenFile }),
    askRelation: createAskRelation({ url: server.url, tokenFile }),
    askDecision: createAskDecision({ url: server.url, tokenFile }),
    engine: duckDbEngine,
    concurrency: 2,
    pageSize,
    backoffMs: [1, 1, 1],
    endStanding: () => Promise.reject(new Error('nothing stands here')),
    onStuck: (_, error) => {
      throw error;
    },
  });
  engines.push(engine);
  await engine.save(shippedAudit('barred-vehicle'), null);
  return engine;
}

const REQUESTER = requesterAs(null);
const start = (engine: AuditEngine): Promise<string> => engine.start('barred-vehicle', new Map(), REQUESTER);

interface RunState {
  readonly status: string;
  readonly pages: number;
  readonly attempts: number;
  readonly population_seen: string;
  readonly finding_count: string;
  readonly shadow_finding_count: string;
  readonly cannot_tell_count: string;
  readonly error_code: string | null;
  readonly error_detail: string | null;
}

async function runState(runId: string): Promise<RunState> {
  const { rows } = await client.query<RunState>('SELECT * FROM audit.run WHERE run_id = $1', [runId]);
  return rows[0]!;
}

async function until(runId: string, isReached: (state: RunState) => boolean): Promise<RunState> {
  for (let waited = 0; waited < 1_000; waited += 1) {
    const state = await runState(runId);
    if (isReached(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`not reached: ${JSON.stringify(await runState(runId))}`);
}

const ended = ({ status }: RunState): boolean => status !== 'QUEUED' && status !== 'RUNNING';

/** Findings with their evidence, less what names the run or tells the time. */
async function findingsOf(runId: string): Promise<readonly object[]> {
  const { rows } = await client.query<object>(
    `SELECT rule_id, outcome, missing, case_number, person_key, match_tier, evidence_key,
       (SELECT jsonb_agg(jsonb_build_array(path, source_record_key, value) ORDER BY path)
        FROM audit.evidence WHERE evidence.finding_id = finding.finding_id) AS evidence
     FROM audit.finding WHERE run_id = $1 ORDER BY rule_id, case_number, evidence_key`,
    [runId],
  );
  return rows;
}

test('a run pages through everybody and keeps each finding with its evidence', async () => {
  const server = await population(35);
  const runId = await start(await engineAt(server));
  const state = await until(runId, ended);
  expect(state).toMatchObject({
    status: 'SUCCEEDED',
    pages: 4,
    population_seen: '35',
    shadow_finding_count: '23',
  });
  const findings = await findingsOf(runId);
  expect(findings).toHaveLength(23);
  expect(findings[0]).toMatchObject({ case_number: 'C001', outcome: 'YES', match_tier: 'A' });
  expect(server.asked[0]?.headers).toMatchObject({
    authorization: 'Bearer a-token',
    'sluice-purpose': 'assistance-audit',
    'sluice-parent-exchange': 'parent-1',
  });
});

test.each([0, 1, 2, 3])(
  'a run that is ended before page %i goes on without losing or doubling',
  async (page) => {
    const whole = await population(35);
    const first = await engineAt(whole);
    const complete = await start(first);
    await until(complete, ended);

    const stuck = await population(35, ({ after }) => (Number(after ?? 0) === page * 10 ? 'hang' : null));
    const interrupted = await engineAt(stuck);
    const runId = await start(interrupted);
    await until(runId, ({ pages }) => pages === page);
    await until(runId, () => stuck.asked.length > page);
    await interrupted.stop();
    expect(await runState(runId)).toMatchObject({ status: 'RUNNING', pages: page });

    const successor = await engineAt(whole);
    await successor.resume();
    expect(await until(runId, ended)).toMatchObject({
      status: 'SUCCEEDED',
      population_seen: '35',
      shadow_finding_count: '23',
    });
    expect(await findingsOf(runId)).toEqual(await findingsOf(complete));
  },
);

test('two processes on one run keep each page once', async () => {
  const server = await population(35);
  const stuck = await population(35, () => 'hang');
  const first = await engineAt(stuck);
  const runId = await start(first);
  await until(runId, ({ status }) => status === 'RUNNING');
  const others = await Promise.all([engineAt(server), engineAt(server, 7)]);
  await Promise.all(others.map((engine) => engine.resume()));
  expect(await until(runId, ended)).toMatchObject({
    status: 'SUCCEEDED',
    population_seen: '35',
    shadow_finding_count: '23',
  });
  expect(await findingsOf(runId)).toHaveLength(23);
});

test('a run that is cancelled stops where it stands and keeps what it found', async () => {
  const server = await population(35, ({ after }) => (after === '20' ? 'hang' : null));
  const engine = await engineAt(server);
  const runId = await start(engine);
  await until(runId, ({ pages }) => pages === 2);
  await expect(engine.cancel(runId, { application: 'other', official: null })).rejects.toMatchObject({
    code: 'AUDIT_RUN_UNKNOWN',
  });
  await engine.cancel(runId, REQUESTER);
  expect(await runState(runId)).toMatchObject({ status: 'CANCELLED', pages: 2, shadow_finding_count: '13' });
  await engine.cancel(runId, REQUESTER);
  expect(await findingsOf(runId)).toHaveLength(13);
});

test('a run whose operation is refused fails with the field and finds nothing', async () => {
  const path = ['assistanceFamilies', 'nodes', 'members', 'person', 'vehicles'];
  const server = await population(35, () => ({ errors: [{ code: 'FIELD_DENIED', path }] }));
  const runId = await start(await engineAt(server));
  expect(await until(runId, ended)).toMatchObject({
    status: 'FAILED',
    error_code: 'FIELD_DENIED',
    error_detail: expect.stringContaining('members.person.vehicles') as unknown,
    population_seen: '0',
    shadow_finding_count: '0',
    cannot_tell_count: '0',
  });
});

test('a source that stays down costs its own conclusions: CANNOT_TELL, never a finding', async () => {
  const path = ['assistanceFamilies', 'nodes', 1, 'members', 0, 'person', 'vehicles'];
  const server = await population(3, () => ({ errors: [{ code: 'SOURCE_DOWN', path }] }));
  const runId = await start(await engineAt(server));
  expect(await until(runId, ended)).toMatchObject({
    status: 'SUCCEEDED',
    shadow_finding_count: '1',
    cannot_tell_count: '1',
  });
  expect(server.asked).toHaveLength(3);
  expect(await findingsOf(runId)).toMatchObject([
    { case_number: 'C001', outcome: 'CANNOT_TELL', missing: 'member.person.vehicles' },
    { case_number: 'C002', outcome: 'YES' },
  ]);
});

test('a source that comes back is asked again, and nothing is missing', async () => {
  const path = ['assistanceFamilies', 'nodes', 1, 'members', 0, 'person', 'vehicles'];
  const server = await population(3, ({ attempt }) =>
    attempt === 0 ? { errors: [{ code: 'SOURCE_TIMEOUT', path }] } : null,
  );
  const runId = await start(await engineAt(server));
  expect(await until(runId, ended)).toMatchObject({ shadow_finding_count: '2', cannot_tell_count: '0' });
});

test('a population that can not be had fails the run after all attempts', async () => {
  const server = await population(35, ({ after }) => (after === '20' ? { whole: 'SOURCE_DOWN' } : null));
  const runId = await start(await engineAt(server));
  expect(await until(runId, ended)).toMatchObject({ status: 'FAILED', error_code: 'SOURCE_DOWN', pages: 2 });
  expect(server.asked.filter(({ after }) => after === '20')).toHaveLength(4);
});

test('a page that is too large is asked in smaller ones', async () => {
  const path = ['assistanceFamilies'];
  const server = await population(35, ({ first }) =>
    first > 5 ? { errors: [{ code: 'SOURCE_TOO_MANY_ROWS', path }] } : null,
  );
  const runId = await start(await engineAt(server));
  expect(await until(runId, ended)).toMatchObject({
    status: 'SUCCEEDED',
    population_seen: '35',
    shadow_finding_count: '23',
  });
});

const NOTE = { name: 'note', type: 'String', default: null } as const;

/** Starts a run of an audit with a parameter, so that runs of one audit can differ. */
function startWith(engine: AuditEngine, note: string, requester = REQUESTER): Promise<string> {
  return engine.start('with-note', new Map([['note', note]]), requester);
}

async function saveWithNote(engine: AuditEngine): Promise<void> {
  await engine.save(
    { ...shippedAudit('barred-vehicle'), name: 'with-note', owner: 'auditor', parameters: [NOTE] },
    REQUESTER,
  );
}

test('the runs of one audit do not know of each other', async () => {
  const engine = await engineAt(await population(35));
  await saveWithNote(engine);
  const runs = await Promise.all(['a', 'b', 'c'].map((note) => startWith(engine, note)));
  expect(new Set(runs).size).toBe(3);
  for (const runId of runs) {
    expect(await until(runId, ended)).toMatchObject({ status: 'SUCCEEDED', shadow_finding_count: '23' });
  }
});

test('asking again for what an unfinished run does is answered with that run, and a finished one is done anew', async () => {
  let isStuck = true;
  const engine = await engineAt(await population(5, () => (isStuck ? 'hang' : null)));
  const asked = await Promise.all(Array.from({ length: 20 }, () => start(engine)));
  expect(new Set(asked).size).toBe(1);
  await engine.cancel(asked[0]!, REQUESTER);
  isStuck = false;
  const again = await start(engine);
  expect(again).not.toBe(asked[0]);
  expect(await until(again, ended)).toMatchObject({ status: 'SUCCEEDED' });
});

test('whoever asks has at most five unfinished runs; another official has his own, as another application has', async () => {
  const engine = await engineAt(await population(5, () => 'hang'));
  await saveWithNote(engine);
  const asked = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => startWith(engine, `${at}`)));
  const refused = asked.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(15);
  expect(refused[0]).toMatchObject({ reason: { code: 'AUDIT_BUSY', detail: { limit: 5 } } });
  for (const other of [requesterAs('au-2'), { ...REQUESTER, application: 'other' }])
    await engine.start('barred-vehicle', new Map(), other);
});

test('a run that ended its process three times without a page is given up', async () => {
  const server = await population(5);
  const stuck = await engineAt(await population(5, () => 'hang'));
  const runId = await start(stuck);
  await until(runId, ({ status }) => status === 'RUNNING');
  await client.query('UPDATE audit.run SET attempts = 3');
  await (await engineAt(server)).resume();
  expect(await until(runId, ended)).toMatchObject({ status: 'FAILED', error_code: 'AUDIT_RUN_ABANDONED' });
});

test('stopping in good order and keeping a page count as no attempt', async () => {
  const server = await population(35, ({ after }) => (after === '20' ? 'hang' : null));
  const first = await engineAt(server);
  const runId = await start(first);
  for (let stops = 0; stops < 5; stops += 1) {
    const engine = stops === 0 ? first : await engineAt(server);
    if (stops > 0) await engine.resume();
    await until(runId, ({ pages, attempts }) => pages === 2 && attempts === Math.min(stops, 1));
    await engine.stop();
    expect(await runState(runId)).toMatchObject({ status: 'RUNNING', attempts: 0 });
  }
});

test('no application can save over an audit that ships, whatever it is called', async () => {
  const engine = await engineAt(await population(0));
  const audit = { ...shippedAudit('barred-vehicle'), title: 'Mine' };
  for (const owner of ['hub', 'auditor'])
    await expect(engine.save({ ...audit, owner }, REQUESTER)).rejects.toMatchObject({
      code: 'AUDIT_INVALID',
    });
  await expect(engine.save({ ...audit, name: 'mine', owner: 'hub' }, REQUESTER)).rejects.toMatchObject({
    detail: { part: 'owner' },
  });
});

test('an audit that ships takes its name back from an application', async () => {
  const engine = await engineAt(await population(0));
  const audit = { ...shippedAudit('barred-vehicle'), name: 'new-name' };
  expect(await engine.save({ ...audit, owner: 'auditor' }, REQUESTER)).toBe(1);
  expect(await engine.save(audit, null)).toBe(2);
  await expect(engine.save({ ...audit, owner: 'auditor' }, REQUESTER)).rejects.toMatchObject({
    detail: { part: 'name' },
  });
});

test('policy decides an audit when it is saved and again when it is run, and says which field it withholds', async () => {
  const server = await population(1);
  const engine = await engineAt(server);
  const audit = { ...shippedAudit('barred-vehicle'), name: 'decided', owner: 'auditor' };
  server.permits.withheld = [
    // What only joins may be hidden from who asks.
    { field: 'Person.id' as FieldCoordinate, use: 'project', because: 'masked', rules: [] },
    { field: 'Vehicle.use' as FieldCoordinate, use: 'project', because: 'masked', rules: [] },
  ];
  const denied = (reason: string): object => ({ code: 'AUDIT_POLICY_DENIED', detail: { reason } });
  await expect(engine.save(audit, REQUESTER)).rejects.toMatchObject(
    denied('who asks for it is shown only a part of `Vehicle.use`'),
  );
  const { rowCount } = await client.query(`SELECT FROM audit.saved_audit_version WHERE name = 'decided'`);
  expect(rowCount).toBe(0);
  server.permits.withheld = server.permits.withheld.slice(0, 1);
  expect(await engine.save(audit, REQUESTER)).toBe(1);
  server.permits.withheld = [{ field: null, use: null, because: 'purpose', rules: [] }];
  const start = (): Promise<string> => engine.start('decided', new Map(), REQUESTER);
  await expect(start()).rejects.toMatchObject(denied('who asks for it may not declare the purpose'));
  await server.close();
  await expect(start()).rejects.toMatchObject({ code: 'AUDIT_POLICY_UNKNOWN' });
});

test('an unknown audit, an unknown run and a wrong parameter are refused', async () => {
  const engine = await engineAt(await population(1));
  await expect(engine.start('no-such-audit', new Map(), REQUESTER)).rejects.toMatchObject({
    code: 'AUDIT_UNKNOWN',
  });
  await expect(engine.cancel('no-such-run', REQUESTER)).rejects.toMatchObject({ code: 'AUDIT_RUN_UNKNOWN' });
  await expect(engine.start('barred-vehicle', new Map([['x', 1]]), REQUESTER)).rejects.toMatchObject({
    code: 'AUDIT_PARAMETER_INVALID',
  });
});

test('saving the same audit again is no new version, another text is', async () => {
  const engine = await engineAt(await population(1));
  const audit = shippedAudit('barred-vehicle');
  expect(await engine.save(audit, null)).toBe(1);
  expect(await engine.save({ ...audit, title: 'Another title' }, null)).toBe(2);
  expect(await engine.save({ ...audit, title: 'Another title' }, null)).toBe(2);
});

test('of two owners who save a new name at once, one has it and the other is refused', async () => {
  const server = await population(0);
  const [one, other] = [await engineAt(server), await engineAt(server)];
  const audit = { ...shippedAudit('barred-vehicle'), name: 'new-name' };
  const saved = await Promise.allSettled([
    one.save({ ...audit, owner: 'one' }, REQUESTER),
    other.save({ ...audit, owner: 'other' }, REQUESTER),
  ]);
  expect(saved.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(saved.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'AUDIT_INVALID', detail: { part: 'name' } },
  });
  const { rows } = await client.query(
    `SELECT version FROM audit.saved_audit_version WHERE name = 'new-name'`,
  );
  expect(rows).toEqual([{ version: 1 }]);
});
