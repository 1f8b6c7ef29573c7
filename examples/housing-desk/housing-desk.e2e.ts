import { execFile, type ExecFileException } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openGatewayInProcess, type GatewayInProcess } from '../../hub/testing/gateway-in-process.ts';
import { startOwnHub } from '../../hub/testing/own-hub.ts';
import { signToken } from '../../hub/testing/sign-token.ts';

const APPLICATION = join(import.meta.dirname, 'housing-desk.ts');
const RULES = [
  'barred-vehicle.owned',
  'two-homes.owned',
  'company-control.legal-representative',
  'company-control.holder',
  'income-over-line.same-month',
  'public-pay-in-family.member',
];

let hub: Awaited<ReturnType<typeof startOwnHub>>;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'housing-desk-'));
  hub = await startOwnHub();
}, 180_000);
afterAll(async () => {
  await hub.stop();
  rmSync(folder, { recursive: true });
});

type Json = Readonly<Record<string, unknown>>;

/** Asked as an official of the audit office. */
async function asAuditor(query: string, variables: Json = {}, official = 'au-0009'): Promise<Json> {
  const token = await signToken(hub.state, 'auditor', { official });
  const headers = { authorization: `Bearer ${token}` };
  const { body } = await hub.ask(query, { as: 'auditor', variables, headers });
  expect(body.errors).toBeUndefined();
  return body.data!;
}

async function runOf(name: string): Promise<string> {
  const started = await asAuditor('mutation Run($name: ID!) { runAudit(name: $name) { runId } }', { name });
  const { runId } = started['runAudit'] as { runId: string };
  for (;;) {
    const { auditRun } = await asAuditor('query ($runId: ID!) { auditRun(runId: $runId) { status } }', {
      runId,
    });
    const { status } = auditRun as { status: string };
    if (status === 'SUCCEEDED') return runId;
    expect(['QUEUED', 'RUNNING']).toContain(status);
    await sleep(200);
  }
}

/** Takes a rule out of its shadow as officials do: a run, a sample of it, every item judged. */
async function release(ruleId: string, runId: string): Promise<void> {
  const { drawSample } = await asAuditor(
    'mutation ($runId: ID!, $ruleId: ID!) { drawSample(runId: $runId, ruleId: $ruleId, size: 20) { sampleId items { itemId kind } } }',
    { runId, ruleId },
  );
  const { sampleId, items } = drawSample as { sampleId: string; items: { itemId: string; kind: string }[] };
  const judgements = items.map(({ itemId, kind }) => ({
    itemId,
    verdict: kind === 'FINDING' ? 'CONFIRMED' : 'NOT_CONFIRMED',
    reason: 'looked at the file of the case',
  }));
  await asAuditor(
    'mutation ($sampleId: ID!, $judgements: [JudgementInput!]!) { judgeSample(sampleId: $sampleId, judgements: $judgements) { judged } }',
    { sampleId, judgements },
    'au-0010',
  );
  const { releaseRule } = await asAuditor(
    'mutation ($audit: ID!, $ruleId: ID!) { releaseRule(audit: $audit, ruleId: $ruleId, reason: "judged") { stage } }',
    { audit: ruleId.split('.')[0], ruleId },
  );
  expect(releaseRule).toEqual({ stage: 'LIVE' });
}

/** Families on assistance with the keys of their heads, as only the engine may see them. */
async function someFamilies(): Promise<readonly { readonly caseNumber: string; readonly tenant: string }[]> {
  const { body } = await hub.ask(
    `{ assistanceFamilies(first: 60, filter: { status: { eq: "ACTIVE" }, scheme: { eq: "DIBAO" } }) {
         nodes { caseNumber head { id } }
       } }`,
    {
      as: 'auditor',
      headers: { authorization: `Bearer ${await signToken(hub.state, 'audit-engine')}` },
    },
  );
  const { nodes } = body.data!['assistanceFamilies'] as {
    nodes: readonly { caseNumber: string; head: { id: string } | null }[];
  };
  return nodes.flatMap(({ caseNumber, head }) => (head ? [{ caseNumber, tenant: head.id }] : []));
}

/** The list as a file. Its second line is a number without a good check character, its last one is doubled. */
function fileOf(tenants: readonly string[], name: string): string {
  const file = join(folder, name);
  const [first = ''] = tenants;
  const wrong = `${first.slice(4, -1)}${first.endsWith('0') ? '1' : '0'}`;
  const numbers = [wrong, ...tenants.map((key) => key.slice(4)), first.slice(4)];
  writeFileSync(file, ['姓名,身份证号', ...numbers.map((number) => `某,${number}`)].join('\r\n'));
  return file;
}

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

async function desk(file: string, ...words: readonly string[]): Promise<Printed> {
  const token = join(folder, 'token.jwt');
  writeFileSync(token, hub.tokens['housing-desk']!, { mode: 0o600 });
  const args = [APPLICATION, file, '--url', hub.url, '--token-file', token, ...words];
  return promisify(execFile)(process.execPath, args).catch(
    (failure: unknown) => failure as ExecFileException & Printed,
  );
}

/** Asked singly, with the same token and purpose. */
async function answerOf(person: string): Promise<string> {
  const { body } = await hub.ask(
    'query ($id: ID!) { person(id: $id) { eligibility(scheme: "DIBAO") { answer reasons { code ruleId dataset } } } }',
    { as: 'housing-desk', variables: { id: person } },
  );
  expect(body.errors).toBeUndefined();
  return answerIn((body.data!['person'] as { eligibility: Answered }).eligibility);
}

interface Answered {
  readonly answer: string;
  readonly reasons: readonly { readonly ruleId: string | null }[];
}

function answerIn({ answer, reasons }: Answered): string {
  return [answer, ...reasons.map(({ ruleId }) => ruleId).toSorted()].join(' ');
}

/** What the page says of the tenants, in the same form. */
function answersOn(page: string): readonly string[] {
  const lines = page.split('\n').filter((line) => line.startsWith('row') || line.startsWith('  - '));
  const answers: string[][] = [];
  for (const line of lines) {
    const answer = /: (YES|NO|CANNOT_TELL) /u.exec(line)?.[1];
    if (line.startsWith('row')) answers.push(answer === undefined ? [] : [answer]);
    else answers.at(-1)?.push(/: ([a-z-]+\.[a-z-]+) v/u.exec(line)?.[1] ?? '');
  }
  return answers
    .filter((each) => each.length > 0)
    .map(([answer = '', ...rules]) => [answer, ...rules.toSorted()].join(' '));
}

test('rules in their shadow decide nothing; released they answer YES and NO for real people, singly and for a list', async () => {
  const tenants = (await someFamilies()).map(({ tenant }) => tenant);
  expect(tenants.length).toBeGreaterThan(30);

  const before = await desk(fileOf(tenants.slice(0, 3), 'few.csv'));
  expect(before.stdout.match(/: CANNOT_TELL 无法判断/gu)).toHaveLength(3);
  expect(before.stdout.match(/the rule is not released yet/gu)).toHaveLength(3 * RULES.length);

  const runs = new Map<string, string>();
  for (const ruleId of RULES) {
    const audit = ruleId.split('.')[0]!;
    const runId = runs.get(audit) ?? (await runOf(audit));
    runs.set(audit, runId);
    await release(ruleId, runId);
  }
  const file = fileOf(tenants, 'tenants.csv');
  const { stdout: page, stderr } = await desk(file);
  expect(page).toMatch(/: YES 符合, as of 截至 20\d\d-/u);
  expect(page).toMatch(/: NO 不符合/u);
  expect(page).toMatch(
    /a rule found against it 规则认定不符合: [a-z.-]+ v\d+\n {6}\w.+\n {6}\p{Script=Han}/u,
  );
  expect(page).not.toMatch(/undefined|INTERNAL|_DENIED/u);
  expect(page).toMatch(/^row 第 2 行: INVALID 无效, no number of a person/mu);
  expect(page).toMatch(/: as row 同第 3 行$/mu);
  for (const tenant of tenants) expect(page).not.toContain(tenant.slice(4));
  expect(stderr).toContain(
    `${tenants.length} of ${tenants.length + 2} answered 已答复, 1 invalid 无效, 1 double 重复`,
  );
  expect(existsSync(`${file}.job.json`)).toBe(false);
  const singly: string[] = [];
  for (const tenant of tenants.slice(0, 12)) singly.push(await answerOf(tenant));
  expect(answersOn(page).slice(0, 12)).toEqual(singly);
}, 400_000);

/** A gateway of the hub's under policies that let the housing desk ask about families, too. */
async function gatewayForFamilies(): Promise<GatewayInProcess> {
  const policyDirectory = join(folder, 'policies');
  cpSync(join(import.meta.dirname, '../../policies/documents'), policyDirectory, { recursive: true });
  const file = join(policyDirectory, 'hub.yaml');
  const people = '- { type: Person, fields: [eligibility] }';
  const document = readFileSync(file, 'utf8');
  expect(document).toContain(people);
  writeFileSync(
    file,
    document.replace(people, `- { type: AssistanceFamily, fields: [eligibility] }\n      ${people}`),
  );
  return openGatewayInProcess(hub.state, { change: { policyDirectory } });
}

test('whoever may ask about a family has a list of them answered as their people are', async () => {
  const families = (await someFamilies()).slice(0, 12);
  const keys = [...families.map(({ caseNumber }) => caseNumber), families[0]!.caseNumber, 'no case number'];
  const door = await gatewayForFamilies();
  const asked = async (query: string, variables: Json = {}): Promise<Json> => {
    const headers = {
      authorization: `Bearer ${hub.tokens['housing-desk']!}`,
      'sluice-purpose': 'housing-allocation',
    };
    const { body } = await door.ask(query, headers, variables);
    expect(body.errors).toBeUndefined();
    return body.data!;
  };
  try {
    const made = await asked('mutation { createEligibilityJob(scheme: "DIBAO", kind: FAMILY) { jobId } }');
    const { jobId } = made['createEligibilityJob'] as { jobId: string };
    await asked(
      'mutation ($jobId: ID!, $keys: [EligibilityKeyInput!]!) { addEligibilityKeys(jobId: $jobId, part: 1, keys: $keys) { waiting } }',
      { jobId, keys: keys.map((key, at) => ({ line: at + 1, key })) },
    );
    await asked('mutation ($jobId: ID!) { startEligibilityJob(jobId: $jobId) { status } }', { jobId });
    let status = '';
    while (status !== 'SUCCEEDED') {
      await sleep(100);
      const { eligibilityJob } = await asked(
        'query ($jobId: ID!) { eligibilityJob(jobId: $jobId) { status } }',
        {
          jobId,
        },
      );
      ({ status } = eligibilityJob as { status: string });
      expect(['QUEUED', 'RUNNING', 'SUCCEEDED']).toContain(status);
    }
    const { eligibilityRows } = await asked(
      `query ($jobId: ID!) {
         eligibilityRows(first: 20, filter: { jobId: { eq: $jobId } }, orderBy: { field: LINE }) {
           nodes { state doubleOf eligibility { answer reasons { ruleId } } }
         }
       }`,
      { jobId },
    );
    const { nodes } = eligibilityRows as {
      nodes: readonly { state: string; doubleOf: number | null; eligibility: Answered | null }[];
    };
    const singly: string[] = [];
    for (const { tenant } of families) singly.push(await answerOf(tenant));
    expect(nodes.slice(0, 12).map(({ eligibility }) => answerIn(eligibility!))).toEqual(singly);
    expect(nodes.slice(12)).toEqual([
      { state: 'DOUBLE', doubleOf: 1, eligibility: null },
      { state: 'INVALID', doubleOf: null, eligibility: null },
    ]);
  } finally {
    await door.gateway.close();
  }
}, 120_000);

test.each([
  'query ($id: ID!) { person(id: $id) { eligibility(scheme: "DIBAO", asOf: "2026-10-01") { answer } } }',
  'mutation { createEligibilityJob(scheme: "DIBAO", kind: PERSON, asOf: "2026-10-01") { jobId } }',
])('who is entitled on an earlier day is told under no purpose without history: %s', async (query) => {
  const [first] = await someFamilies();
  const { body } = await hub.ask(query, { as: 'housing-desk', variables: { id: first!.tenant } });
  expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['HISTORY_DENIED']);
});

test('what a source holds that is too old decides nothing, and the answer says whose it is; nor does one that is away', async () => {
  const tenants = (await someFamilies()).map(({ tenant }) => tenant);
  const vehicles = await hub.connect('vehicles');
  await vehicles.query(
    `UPDATE dataset_state SET complete_to = now() - interval '60 days' WHERE relation = 'vehicle'`,
  );
  // A subgraph remembers for a while what its source said.
  await hub.stopProcess('vehicles');
  await hub.startProcess('vehicles');
  const stale = await desk(fileOf(tenants, 'stale.csv'));
  expect(stale.stdout).not.toContain(': YES');
  expect(stale.stdout).toContain('out of date 数据源无响应或数据过期 (Vehicle): barred-vehicle.owned');
  await vehicles.end();
  await hub.stopProcess('vehicles');
  const without = await desk(fileOf(tenants, 'without.csv'));
  expect(without.stdout).not.toContain(': YES');
  expect(without.stdout).toContain('(Vehicle): barred-vehicle.owned');
  expect(await answerOf(tenants[0]!)).not.toBe('YES');
}, 400_000);
