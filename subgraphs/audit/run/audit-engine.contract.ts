import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { shippedAudit } from '../testing/audit-fixtures.ts';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { requesterAs } from '../testing/requester-as.ts';
import type { AuditEngine } from './audit-engine.ts';

let world: EngineWorld;
beforeEach(async () => {
  world = await openEngineWorld(await createTestDatabase());
});
afterEach(() => world.close());

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
  const { rows } = await world.client.query<RunState>('SELECT * FROM audit.run WHERE run_id = $1', [runId]);
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
  const { rows } = await world.client.query<object>(
    `SELECT rule_id, outcome, missing, case_number, person_key, match_tier, evidence_key,
       (SELECT jsonb_agg(jsonb_build_array(path, source_record_key, value) ORDER BY path)
        FROM audit.evidence WHERE evidence.finding_id = finding.finding_id) AS evidence
     FROM audit.finding WHERE run_id = $1 ORDER BY rule_id, case_number, evidence_key`,
    [runId],
  );
  return rows;
}

test('a run pages through everybody and keeps each finding with its evidence', async () => {
  const server = await world.population(35);
  const runId = await start(await world.engineAt(server));
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
    const whole = await world.population(35);
    const first = await world.engineAt(whole);
    const complete = await start(first);
    await until(complete, ended);

    const stuck = await world.population(35, ({ after }) =>
      Number(after ?? 0) === page * 10 ? 'hang' : null,
    );
    const interrupted = await world.engineAt(stuck);
    const runId = await start(interrupted);
    await until(runId, ({ pages }) => pages === page);
    await until(runId, () => stuck.asked.length > page);
    await interrupted.stop();
    expect(await runState(runId)).toMatchObject({ status: 'RUNNING', pages: page });

    const successor = await world.engineAt(whole);
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
  const server = await world.population(35);
  const stuck = await world.population(35, () => 'hang');
  const first = await world.engineAt(stuck);
  const runId = await start(first);
  await until(runId, ({ status }) => status === 'RUNNING');
  const others = await Promise.all([world.engineAt(server), world.engineAt(server, 7)]);
  await Promise.all(others.map((engine) => engine.resume()));
  expect(await until(runId, ended)).toMatchObject({
    status: 'SUCCEEDED',
    population_seen: '35',
    shadow_finding_count: '23',
  });
  expect(await findingsOf(runId)).toHaveLength(23);
});

test('a run that is cancelled stops where it stands and keeps what it found', async () => {
  const server = await world.population(35, ({ after }) => (after === '20' ? 'hang' : null));
  const engine = await world.engineAt(server);
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
  const server = await world.population(35, () => ({ errors: [{ code: 'FIELD_DENIED', path }] }));
  const runId = await start(await world.engineAt(server));
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
  const server = await world.population(3, () => ({ errors: [{ code: 'SOURCE_DOWN', path }] }));
  const runId = await start(await world.engineAt(server));
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
  const server = await world.population(3, ({ attempt }) =>
    attempt === 0 ? { errors: [{ code: 'SOURCE_TIMEOUT', path }] } : null,
  );
  const runId = await start(await world.engineAt(server));
  expect(await until(runId, ended)).toMatchObject({ shadow_finding_count: '2', cannot_tell_count: '0' });
});

test('a population that can not be had fails the run after all attempts', async () => {
  const server = await world.population(35, ({ after }) =>
    after === '20' ? { whole: 'SOURCE_DOWN' } : null,
  );
  const runId = await start(await world.engineAt(server));
  expect(await until(runId, ended)).toMatchObject({ status: 'FAILED', error_code: 'SOURCE_DOWN', pages: 2 });
  expect(server.asked.filter(({ after }) => after === '20')).toHaveLength(4);
});

test('a page that is too large is asked in smaller ones', async () => {
  const path = ['assistanceFamilies'];
  const server = await world.population(35, ({ first }) =>
    first > 5 ? { errors: [{ code: 'SOURCE_TOO_MANY_ROWS', path }] } : null,
  );
  const runId = await start(await world.engineAt(server));
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
  const engine = await world.engineAt(await world.population(35));
  await saveWithNote(engine);
  const runs = await Promise.all(['a', 'b', 'c'].map((note) => startWith(engine, note)));
  expect(new Set(runs).size).toBe(3);
  for (const runId of runs) {
    expect(await until(runId, ended)).toMatchObject({ status: 'SUCCEEDED', shadow_finding_count: '23' });
  }
});

test('asking again for what an unfinished run does is answered with that run, and a finished one is done anew', async () => {
  let isStuck = true;
  const engine = await world.engineAt(await world.population(5, () => (isStuck ? 'hang' : null)));
  const asked = await Promise.all(Array.from({ length: 20 }, () => start(engine)));
  expect(new Set(asked).size).toBe(1);
  await engine.cancel(asked[0]!, REQUESTER);
  isStuck = false;
  const again = await start(engine);
  expect(again).not.toBe(asked[0]);
  expect(await until(again, ended)).toMatchObject({ status: 'SUCCEEDED' });
});

test('whoever asks has at most five unfinished runs; another official has his own, as another application has', async () => {
  const engine = await world.engineAt(await world.population(5, () => 'hang'));
  await saveWithNote(engine);
  const asked = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => startWith(engine, `${at}`)));
  const refused = asked.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(15);
  expect(refused[0]).toMatchObject({ reason: { code: 'AUDIT_BUSY', detail: { limit: 5 } } });
  for (const other of [requesterAs('au-2'), { ...REQUESTER, application: 'other' }])
    await engine.start('barred-vehicle', new Map(), other);
});

test('a run that ended its process three times without a page is given up', async () => {
  const server = await world.population(5);
  const stuck = await world.engineAt(await world.population(5, () => 'hang'));
  const runId = await start(stuck);
  await until(runId, ({ status }) => status === 'RUNNING');
  await world.client.query('UPDATE audit.run SET attempts = 3');
  await (await world.engineAt(server)).resume();
  expect(await until(runId, ended)).toMatchObject({ status: 'FAILED', error_code: 'AUDIT_RUN_ABANDONED' });
});

test('stopping in good order and keeping a page count as no attempt', async () => {
  const server = await world.population(35, ({ after }) => (after === '20' ? 'hang' : null));
  const first = await world.engineAt(server);
  const runId = await start(first);
  for (let stops = 0; stops < 5; stops += 1) {
    const engine = stops === 0 ? first : await world.engineAt(server);
    if (stops > 0) await engine.resume();
    await until(runId, ({ pages, attempts }) => pages === 2 && attempts === Math.min(stops, 1));
    await engine.stop();
    expect(await runState(runId)).toMatchObject({ status: 'RUNNING', attempts: 0 });
  }
});
