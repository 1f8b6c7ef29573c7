import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { readReadyFile } from '../launch/ready-file.ts';
import { startOwnHub, type OwnHub } from '../testing/own-hub.ts';

let hub: OwnHub;
let vehicles: pg.Client;
let civilAffairs: pg.Client;

beforeAll(async () => {
  hub = await startOwnHub({ followChanges: true });
  [vehicles, civilAffairs] = await Promise.all([hub.connect('vehicles'), hub.connect('civil_affairs')]);
}, 300_000);
afterAll(async () => {
  await Promise.all([vehicles.end(), civilAffairs.end()]);
  await hub.stop();
});

async function asked<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
  const { body } = await hub.ask(query, { as: 'auditor', variables });
  if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
  return body.data as T;
}

interface Standing {
  readonly runId: string;
  readonly status: string;
  readonly mode: string;
  readonly progressStep: string | null;
}

const RUN = 'runId status mode progressStep';

async function supervise(name: string): Promise<Standing> {
  const { superviseAudit } = await asked<{ superviseAudit: Standing }>(
    `mutation On($name: ID!) { superviseAudit(name: $name, on: true) { ${RUN} } }`,
    { name },
  );
  return until(
    async () =>
      (
        await asked<{ auditRun: Standing }>(`query R($id: ID!) { auditRun(runId: $id) { ${RUN} } }`, {
          id: superviseAudit.runId,
        })
      ).auditRun,
    ({ progressStep }) => progressStep === 'CURRENT',
  );
}

async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (attempt === 1_200) throw new Error(`never seen: ${JSON.stringify(seen)}`);
    await sleep(100);
  }
}

interface SeenFinding {
  readonly findingId: string;
  readonly withdrawnAt: string | null;
}

async function findings(runId: string, caseNumber: string): Promise<readonly SeenFinding[]> {
  const { findings: connection } = await asked<{ findings: { nodes: readonly SeenFinding[] } }>(
    `query F($runId: ID!, $case: ID!) {
       findings(first: 50, filter: { runId: { eq: $runId }, caseNumber: { eq: $case }, outcome: { eq: "YES" } }) {
         nodes { findingId withdrawnAt }
       }
     }`,
    { runId, case: caseNumber },
  );
  return connection.nodes;
}

/** Members, without a vehicle, of families on assistance that have none at all. */
async function peopleWithoutVehicles(
  count: number,
): Promise<readonly { readonly person: string; readonly caseNumber: string }[]> {
  const owners = (
    await vehicles.query<{ key: string }>(
      'SELECT DISTINCT owner_person_key AS key FROM vehicle WHERE owner_person_key IS NOT NULL',
    )
  ).rows.map(({ key }) => key);
  const { rows } = await civilAffairs.query<{ person: string; caseNumber: string }>(
    `SELECT DISTINCT ON (family.case_number) person_key AS person, family.case_number AS "caseNumber"
     FROM assistance_member AS member JOIN assistance_family AS family USING (case_number)
     WHERE family.status = 'ACTIVE' AND family.recorded_to IS NULL AND member.recorded_to IS NULL
       AND member.valid_to IS NULL AND person_key LIKE 'RID:%' AND member.quality_flag IS NULL
       AND NOT EXISTS (
         SELECT FROM assistance_member AS relative
         WHERE relative.case_number = family.case_number AND relative.person_key = ANY($1)
       )
     ORDER BY family.case_number LIMIT $2`,
    [owners, count],
  );
  return rows;
}

let nextRecord = 900_000_000;

function register(owner: string): Promise<number> {
  nextRecord += 1;
  return vehicles
    .query(
      `INSERT INTO vehicle (
         record_id, valid_from, recorded_from, plate_type, plate, owner_person_key, vehicle_kind, use, status,
         first_registered_on, division
       ) VALUES ($1, '2026-10-01', now(), '02', $2, $3, 'CAR', 'PRIVATE', 'NORMAL', '2026-10-01', '230102')`,
      [nextRecord, `黑A${nextRecord}`, owner],
    )
    .then(() => nextRecord);
}

async function reverse(recordId: number): Promise<void> {
  await vehicles.query('UPDATE vehicle SET recorded_to = now() WHERE record_id = $1', [recordId]);
}

test('a change at the vehicle registry becomes a finding, and its reversal withdraws it', async () => {
  const { runId, status, mode } = await supervise('barred-vehicle');
  expect({ status, mode }).toEqual({ status: 'RUNNING', mode: 'SUPERVISION' });
  const [one] = await peopleWithoutVehicles(1);
  const { person, caseNumber } = one!;
  const before = await findings(runId, caseNumber);
  expect(before).toEqual([]);
  const recordId = await register(person);
  const [found] = await until(
    () => findings(runId, caseNumber),
    (seen) => seen.length === 1,
  );
  expect(found!.withdrawnAt).toBeNull();
  await reverse(recordId);
  const [gone] = await until(
    () => findings(runId, caseNumber),
    ([finding]) => finding?.withdrawnAt != null,
  );
  expect(gone!.findingId).toBe(found!.findingId);
  const { auditRun } = await asked<{ auditRun: { withdrawnCount: number } }>(
    'query W($id: ID!) { auditRun(runId: $id) { withdrawnCount } }',
    { id: runId },
  );
  expect(auditRun.withdrawnCount).toBeGreaterThan(0);
}, 300_000);

test('whatever is killed meanwhile, no change is lost and none has its effect twice', async () => {
  const { runId } = await supervise('barred-vehicle');
  const people = await peopleWithoutVehicles(30);
  expect(people).toHaveLength(30);
  const records: number[] = [];
  for (const [index, { person }] of people.entries()) {
    records.push(await register(person));
    const victim = { 5: 'vehicles', 12: 'audit', 18: 'gateway', 24: 'civil-affairs' }[index];
    if (victim !== undefined) process.kill(readReadyFile(hub.state)!.pids[victim]!, 'SIGKILL');
    await sleep(50);
  }
  for (const recordId of records.filter((_, index) => index % 2 === 0)) await reverse(recordId);
  const audits = await hub.connect('hub');
  try {
    const open = async (): Promise<readonly string[]> =>
      (
        await audits.query<{ caseNumber: string }>(
          `SELECT case_number AS "caseNumber" FROM audit.finding
           WHERE run_id = $1 AND withdrawn_at IS NULL AND outcome = 'YES' AND case_number = ANY($2)
           ORDER BY case_number COLLATE "C"`,
          [runId, people.map(({ caseNumber }) => caseNumber)],
        )
      ).rows.map(({ caseNumber }) => caseNumber);
    const expected = people.filter((_, index) => index % 2 === 1).map(({ caseNumber }) => caseNumber);
    await until(open, (seen) => JSON.stringify(seen) === JSON.stringify([...expected].sort()));
  } finally {
    await audits.end();
  }
}, 300_000);
