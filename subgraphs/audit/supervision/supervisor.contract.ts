import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { createTestDatabase, createTestRole, testPostgres } from '../../../hub/testing/test-database.ts';
import type { ChangeEvent } from '../../../stream/change-event.ts';
import { applyStreamSchema } from '../../../stream/postgres/apply-stream-schema.ts';
import { PostgresStream } from '../../../stream/postgres/postgres-stream.ts';
import { createAskHub } from '../run/ask-hub.ts';
import { AuditEngine } from '../run/audit-engine.ts';
import { duckDbEngine } from '../sweep/duckdb/duckdb-engine.ts';
import { createAskRelation } from '../sweep/read/ask-relation.ts';
import { AuditStore } from '../store/audit-store.ts';
import { shippedAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import {
  serveChangingPopulation,
  type ChangingPopulation,
  type WorldChange,
} from '../testing/changing-population.ts';
import { entityTags } from './entity-tags.ts';
import { SupervisionStore } from './supervision-store.ts';
import { Supervisor } from './supervisor.ts';

const graph = testGraph();
const thresholds = testThresholds();
const tokenFile = join(mkdtempSync(join(tmpdir(), 'supervision-')), 'token.jwt');
writeFileSync(tokenFile, 'a-token\n');
const AUDITS = ['barred-vehicle', 'company-control'];
const REQUESTER = { application: 'auditor', official: null, exchangeId: 'parent-1', policyVersion: 'v1' };

/** Audits under supervision over a small world, with the tables and the stream of a hub. */
interface SupervisedWorld {
  readonly population: ChangingPopulation;
  readonly client: pg.Client;
  readonly stream: PostgresStream;
  /** Makes a change and publishes it. */
  change(change: WorldChange): Promise<void>;
  publish(event: Omit<ChangeEvent, 'position'>): Promise<void>;
  supervise(): Promise<readonly string[]>;
  readonly engine: AuditEngine;
  supervisor(): Supervisor;
  /** Ends the supervising process where it stands and starts another. */
  restart(): Promise<void>;
  /** Waits until everything published has had its effect. */
  settle(): Promise<void>;
  /** The findings of a full run of each audit, made now. */
  fullRun(): Promise<readonly string[]>;
  /** The open findings of the standing runs. */
  open(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const FINDINGS = `
SELECT rule_id || ' ' || outcome || ' ' || case_key || ' ' || evidence_key || ' ' || evidence_hash || ' ' ||
  (SELECT string_agg(path || source_record_key || value, ',' ORDER BY path, source_record_key)
   FROM audit.evidence WHERE evidence.finding_id = finding.finding_id) AS text
FROM audit.finding WHERE withdrawn_at IS NULL AND run_id = ANY($1) ORDER BY 1`;

async function openWorld(
  onStuck: (runId: string, error: unknown) => void = (_, error) => {
    throw error;
  },
): Promise<SupervisedWorld> {
  const database = await createTestDatabase();
  const { host, port, user, password } = database;
  const login = { host, port, user, password, database: database.database };
  const client = new pg.Client(login);
  await client.connect();
  await client.query('CREATE SCHEMA audit; CREATE SCHEMA stream');
  for (const agency of ['civil_affairs', 'vehicles', 'business_registry'])
    await createTestRole(testPostgres(), `${agency}_publisher`);
  await applyStreamSchema(client, { publishers: ['vehicles_publisher'], readers: ['vehicles_publisher'] });
  const population = await serveChangingPopulation();
  const ask = createAskHub({ url: population.url, tokenFile });
  const stream = new PostgresStream(login);
  const tagOf = entityTags(randomBytes(32));
  const pool = new pg.Pool({ ...login, max: 8 });
  const audits = new AuditStore(pool);
  await audits.applySchema();
  const store = new SupervisionStore(pool);
  await store.applySchema();
  const engine = new AuditEngine({
    store: audits,
    graph,
    thresholds,
    ask,
    askRelation: createAskRelation({ url: population.url, tokenFile }),
    engine: duckDbEngine,
    concurrency: 2,
    pageSize: 4,
    backoffMs: [1],
    onStuck,
  });
  for (const name of AUDITS) await engine.save(shippedAudit(name), 'shipped');
  let supervisor = new Supervisor({ audits, store, stream, graph, thresholds, ask, tagOf, onStuck });
  let standing: readonly string[] = [];
  let position = 0;
  const findings = async (runIds: readonly string[]): Promise<readonly string[]> =>
    (await client.query<{ text: string }>(FINDINGS, [runIds])).rows.map(({ text }) => text);
  const publish = async (event: Omit<ChangeEvent, 'position'>): Promise<void> => {
    position += 1;
    await stream.publish([{ ...event, position: `${String(position).padStart(16, '0')}.000000001` }]);
  };
  return {
    population,
    client,
    stream,
    engine,
    supervisor: () => supervisor,
    publish,
    change: (change) => publish(population.change(change)),
    supervise: async () => {
      standing = [];
      for (const name of AUDITS) standing = [...standing, await supervisor.supervise(name, REQUESTER)];
      return standing;
    },
    restart: async () => {
      await supervisor.stop();
      supervisor = new Supervisor({ audits, store, stream, graph, thresholds, ask, tagOf, onStuck });
      await supervisor.resume();
    },
    settle: async () => {
      const end = await stream.end();
      for (let attempt = 0; attempt < 1_000; attempt += 1) {
        const runs = await store.standing();
        if (runs.length === AUDITS.length && runs.every((run) => !run.isFilling && run.position >= end))
          return;
        await sleep(20);
      }
      throw new Error(`not settled: ${JSON.stringify(await store.standing())} of ${end}`);
    },
    fullRun: async () => {
      const runIds: string[] = [];
      for (const name of AUDITS)
        runIds.push(
          await engine.start(name, new Map(), REQUESTER, { mode: 'CASES', asOf: null, listId: null }),
        );
      for (let attempt = 0; attempt < 1_000; attempt += 1) {
        const { rowCount } = await client.query(
          `SELECT FROM audit.run WHERE run_id = ANY($1) AND status = 'SUCCEEDED'`,
          [runIds],
        );
        if (rowCount === runIds.length) return findings(runIds);
        await sleep(20);
      }
      throw new Error('the full run does not end');
    },
    open: () => findings(standing),
    close: async () => {
      await supervisor.stop();
      await engine.stop();
      await stream.close();
      await audits.close();
      await population.close();
      await client.end();
      await database.drop();
    },
  };
}

const small = fc.integer({ min: 0, max: 5 });
const anyChange: fc.Arbitrary<WorldChange> = fc.oneof(
  fc.record({ kind: fc.constant('family' as const), family: small, isActive: fc.boolean() }),
  fc.record({ kind: fc.constant('member' as const), family: small, person: small, isIn: fc.boolean() }),
  fc.record({
    kind: fc.constant('vehicle' as const),
    id: small,
    owner: fc.option(small, { freq: 4 }),
    isScooter: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('firm' as const), id: small, representative: small, isOpen: fc.boolean() }),
  fc.record({
    kind: fc.constant('holding' as const),
    id: small,
    holder: small,
    firm: small,
    share: fc.constantFrom(10, 60),
  }),
);
type Step = WorldChange | 'restart' | 'repeat' | 'pause' | 'resync' | 'outage';
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: anyChange, weight: 12 },
  { arbitrary: fc.constantFrom<Step>('restart', 'repeat', 'pause', 'resync', 'outage'), weight: 2 },
);

/** An active family of one person. */
function settleFamily({ population }: SupervisedWorld, number: number): void {
  population.change({ kind: 'family', family: number, isActive: true });
  population.change({ kind: 'member', family: number, person: number, isIn: true });
}

async function take(world: SupervisedWorld, step: Step, last: WorldChange | null): Promise<void> {
  if (typeof step === 'object') await world.change(step);
  else if (step === 'restart') await world.restart();
  else if (step === 'pause') await sleep(60);
  else if (step === 'repeat' && last !== null) await world.change(last);
  else if (step === 'resync')
    await world.publish({
      agency: 'vehicles',
      kind: 'RESYNC',
      relation: null,
      types: [],
      keys: [],
      committedAt: '2026-11-01T00:00:00Z',
    });
  else if (step === 'outage') {
    world.population.fail('SOURCE_DOWN');
    await sleep(30);
    world.population.fail(null);
  }
}

test('T22 after any changes the open findings are those of a full run', async () => {
  const steps = fc.tuple(
    fc.array(anyChange, { minLength: 10, maxLength: 40 }),
    fc.array(anyStep, { minLength: 10, maxLength: 40 }),
  );
  let found = 0;
  await fc.assert(
    fc.asyncProperty(steps, async ([before, after]) => {
      const world = await openWorld();
      try {
        for (let family = 0; family <= 5; family += 1) settleFamily(world, family);
        for (const change of before) world.population.change(change);
        await world.supervise();
        let last: WorldChange | null = null;
        for (const step of after) {
          await take(world, step, last);
          if (typeof step === 'object') last = step;
        }
        await world.settle();
        const full = await world.fullRun();
        expect(await world.open()).toEqual(full);
        found += full.length;
      } finally {
        await world.close();
      }
    }),
    // Shrinking would open a database for every try.
    { numRuns: 8, endOnFailure: true },
  );
  // A property of worlds without findings would say nothing.
  expect(found).toBeGreaterThan(10);
}, 240_000);

test('a change becomes a finding, its reversal withdraws it, and it can come back', async () => {
  const world = await openWorld();
  try {
    world.population.change({ kind: 'family', family: 1, isActive: true });
    world.population.change({ kind: 'member', family: 1, person: 2, isIn: true });
    const [runId] = await world.supervise();
    await world.settle();
    const states = async (): Promise<readonly boolean[]> =>
      (
        await world.client.query<{ open: boolean }>(
          'SELECT withdrawn_at IS NULL AS open FROM audit.finding WHERE run_id = $1',
          [runId],
        )
      ).rows.map(({ open }) => open);
    const counted = async (): Promise<number> =>
      Number(
        (
          await world.client.query<{ n: string }>(
            'SELECT finding_count + shadow_finding_count AS n FROM audit.run WHERE run_id = $1',
            [runId],
          )
        ).rows[0]!.n,
      );
    expect(await states()).toEqual([]);
    for (const [owner, open] of [
      [2, true],
      [3, false],
      [2, true],
    ] as const) {
      await world.change({ kind: 'vehicle', id: 1, owner, isScooter: false });
      await world.settle();
      expect(await states()).toEqual([open]);
      expect(await counted()).toBe(open ? 1 : 0);
    }
  } finally {
    await world.close();
  }
});

test('only what is touched is asked for, by audits that read it', async () => {
  const world = await openWorld();
  try {
    for (let family = 0; family <= 5; family += 1) settleFamily(world, family);
    await world.supervise();
    await world.settle();
    const before = world.population.asked.count;
    await world.change({ kind: 'vehicle', id: 1, owner: 9, isScooter: false });
    await world.settle();
    expect(world.population.asked.count).toBe(before);
    await world.change({ kind: 'vehicle', id: 1, owner: 2, isScooter: false });
    await world.settle();
    expect(world.population.asked.count).toBe(before + 1);
  } finally {
    await world.close();
  }
});

test('a draft is supervised by its owner alone, and who asked for supervision ends it', async () => {
  const world = await openWorld();
  try {
    const owner = { ...REQUESTER, official: 'au-1' };
    const other = { ...REQUESTER, official: 'au-2' };
    const draft = { ...shippedAudit('barred-vehicle'), name: 'draft', owner: 'auditor' };
    await world.engine.save(draft, 'author', 'au-1');
    await expect(world.supervisor().supervise('draft', other)).rejects.toMatchObject({
      code: 'AUDIT_UNKNOWN',
    });
    const runId = await world.supervisor().supervise('draft', owner);
    await expect(world.supervisor().release('draft', other)).rejects.toMatchObject({
      code: 'AUDIT_RUN_UNKNOWN',
    });
    const status = async (): Promise<unknown> =>
      (await world.client.query('SELECT status FROM audit.run WHERE run_id = $1', [runId])).rows;
    expect(await status()).toEqual([{ status: 'RUNNING' }]);
    expect(await world.supervisor().release('draft', owner)).toBe(runId);
    expect(await status()).toEqual([{ status: 'CANCELLED' }]);
  } finally {
    await world.close();
  }
});

test('a text that was changed behind its hash is not gone on with', async () => {
  const stuck: string[] = [];
  const world = await openWorld((runId) => stuck.push(runId));
  try {
    const [runId] = await world.supervise();
    await world.settle();
    await world.client.query(
      `UPDATE audit.saved_audit_version SET definition = jsonb_set(definition, '{title}', '"Changed"')
       WHERE name = 'barred-vehicle'`,
    );
    await world.restart();
    for (let attempt = 0; attempt < 200 && stuck.length === 0; attempt += 1) await sleep(25);
    expect(stuck).toEqual([runId]);
    const { rows } = await world.client.query(
      'SELECT progress_step, error_detail FROM audit.run WHERE run_id = $1',
      [runId],
    );
    expect(rows).toEqual([
      { progress_step: 'REFUSED', error_detail: expect.stringContaining('AUDIT_TEXT_CHANGED') as unknown },
    ]);
  } finally {
    await world.close();
  }
});

test('what does not answer is waited for, and nothing is concluded from it', async () => {
  const world = await openWorld();
  try {
    world.population.change({ kind: 'family', family: 1, isActive: true });
    world.population.change({ kind: 'member', family: 1, person: 2, isIn: true });
    world.population.change({ kind: 'vehicle', id: 1, owner: 2, isScooter: false });
    const [runId] = await world.supervise();
    await world.settle();
    world.population.fail('SOURCE_DOWN');
    await world.change({ kind: 'vehicle', id: 1, owner: null, isScooter: false });
    const state = async (): Promise<string> =>
      (
        await world.client.query<{ step: string }>(
          'SELECT progress_step AS step FROM audit.run WHERE run_id = $1',
          [runId],
        )
      ).rows[0]!.step;
    for (let attempt = 0; attempt < 200 && (await state()) !== 'WAITING'; attempt += 1) await sleep(25);
    expect(await state()).toBe('WAITING');
    expect(await world.open()).toHaveLength(1);
    world.population.fail(null);
    await world.settle();
    expect(await world.open()).toEqual([]);
  } finally {
    await world.close();
  }
});
