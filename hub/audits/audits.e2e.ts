import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { compileAudit } from '../../subgraphs/audit/definition/compile-audit.ts';
import { deriveAgain } from '../../subgraphs/audit/run/derive-again.ts';
import { ruleParameters } from '../../subgraphs/audit/definition/parameter-values.ts';
import { shippedAudit, testGraph, testThresholds } from '../../subgraphs/audit/testing/audit-fixtures.ts';
import { AGENCY_DATABASES, AUDIT_ROLE, OWNER_ROLE } from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import { readReadyFile, type ReadyHub } from '../launch/ready-file.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { signToken } from '../testing/sign-token.ts';
import { testHub } from '../testing/test-hub.ts';
import { createAuditClient, type AuditRun, type ParameterInput } from './audit-client.ts';
import { readRunBesideTruth } from './read-truth.ts';
import { compareWithTruth } from './truth-report.ts';

const hub = testHub();
const ready: ReadyHub = readReadyFile(hub.state)!;
// Audits are saved by an official, whose they are until they are shared.
const token = await signToken(hub.state, 'auditor', { official: 'au-0004' });
const client = createAuditClient({ ...ready, tokens: { ...ready.tokens, auditor: token } });
const SHIPPED = ['dead-and-paid', 'barred-vehicle', 'company-control'];
/** The day of the synthetic province. */
const DAY = '2026-11-01';
const AS_OF: ParameterInput = { name: 'asOf', value: JSON.stringify(DAY) };
const runs = new Map<string, AuditRun>();

async function run(name: string, parameters: readonly ParameterInput[] = []): Promise<AuditRun> {
  const { runId } = await client.start(name, parameters);
  return client.follow(runId, () => undefined);
}

async function onDatabase<T>(
  database: string,
  role: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const password = readFileSync(rolePasswordFile(stateDirectory(hub.state).keys, role), 'utf8');
  const connection = new pg.Client({
    ...ready.postgres,
    database: ready.databases[database]!,
    user: role,
    password,
  });
  await connection.connect();
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

function payments(): Promise<readonly object[]> {
  return onDatabase('civil_affairs', OWNER_ROLE, async (connection) => {
    const text = `SELECT count(*), sum(hashtextextended(payment::text, 0)) AS content FROM payment`;
    return (await connection.query<object>(text)).rows;
  });
}

async function refusal(query: string, as: 'auditor' | 'social-assistance' = 'auditor'): Promise<unknown> {
  const { body } = await hub.ask(query, { as });
  return body.errors?.[0]?.extensions;
}

// T1: a finding never alters a payment.
test('the audits that ship find every planted case, flag no exemption, and change no payment', async () => {
  const before = await payments();
  for (const name of SHIPPED) {
    const ended = await run(name, [AS_OF]);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', errorCode: null });
    expect(ended.populationSeen).toBeGreaterThan(0);
    runs.set(name, ended);
    const { found, planted, ruleIds } = await readRunBesideTruth(ready, hub.state, ended.runId);
    const { audit, rules } = compareWithTruth(found, planted, ruleIds);
    expect(audit.planted).toBeGreaterThan(0);
    expect(audit.exemptions).toBeGreaterThan(0);
    expect({ name, recall: audit.recall, flagged: audit.flaggedExemptions }).toEqual({
      name,
      recall: 1,
      flagged: {},
    });
    for (const rule of Object.values(rules)) expect(rule.flaggedExemptions).toEqual({});
  }
  expect(await payments()).toEqual(before);
}, 180_000);

test("the engine's role can not so much as connect to an agency", async () => {
  for (const database of AGENCY_DATABASES) {
    await expect(
      onDatabase(database, AUDIT_ROLE, (connection) => connection.query('SELECT 1')),
    ).rejects.toMatchObject({
      code: '42501',
    });
  }
});

test('two runs of one audit find the same', async () => {
  const again = await run('barred-vehicle', [AS_OF]);
  expect(again).toMatchObject({
    status: 'SUCCEEDED',
    findingCount: 0,
    shadowFindingCount: runs.get('barred-vehicle')?.shadowFindingCount,
    cannotTellCount: runs.get('barred-vehicle')?.cannotTellCount,
  });
});

// T3: every finding can be derived again from its evidence alone.
test.each(SHIPPED)('findings of %s follow from their evidence', async (name) => {
  const thresholds = testThresholds();
  const audit = compileAudit(shippedAudit(name), new Map([['asOf', DAY]]), testGraph(), thresholds);
  const parameters = ruleParameters(audit.definition.parameters, audit.values);
  const findings = (await client.findings(runs.get(name)!.runId, 50)).filter(
    ({ outcome }) => outcome === 'YES',
  );
  expect(findings.length).toBeGreaterThan(0);
  for (const finding of findings) {
    const rule = audit.rules.find(({ definition }) => definition.id === finding.ruleId);
    expect(finding).toMatchObject({
      ruleVersion: rule!.definition.version,
      statute: rule!.definition.statute,
      caseNumber: expect.stringMatching(/./) as unknown,
      matchTier: expect.stringMatching(/^[AB]$/) as unknown,
    });
    expect(deriveAgain(rule!, finding.evidence, { division: finding.division, parameters, thresholds })).toBe(
      'YES',
    );
    for (const item of finding.evidence) {
      expect(item.sourceAgency).not.toBe('');
      expect(item.sourceRecordKey).not.toBe('');
      expect(Date.parse(item.asOf)).toBeLessThan(Date.parse(item.fetchedAt));
    }
  }
});

test("a finding's exchanges stand in the ledger, under the run and its starter's exchange", async () => {
  const runId = runs.get('barred-vehicle')!.runId;
  const { body } = await hub.ask(
    `{ findings(first: 1, filter: { runId: { eq: "${runId}" } }) { nodes { evidence { exchangeId } } } }`,
    { as: 'auditor' },
  );
  const { nodes } = body.data!['findings'] as { nodes: { evidence: { exchangeId: string }[] }[] };
  const exchanges = nodes[0]!.evidence.map(({ exchangeId }) => exchangeId);
  const entries = await onDatabase('hub', OWNER_ROLE, async (connection) => {
    const text = 'SELECT entry FROM ledger.entry WHERE exchange_id::text = ANY($1)';
    return (await connection.query<{ entry: string | object }>(text, [exchanges])).rows;
  });
  expect(entries.length).toBeGreaterThan(0);
  expect(JSON.stringify(entries[0]!.entry)).toContain('audit-engine');
});

test('a parameter changes what is found', async () => {
  const whole = runs.get('dead-and-paid')!;
  const later = await run('dead-and-paid', [{ name: 'fromMonth', value: '"2026-10"' }]);
  expect(later.status).toBe('SUCCEEDED');
  expect(later.shadowFindingCount).toBeGreaterThan(0);
  expect(later.shadowFindingCount).toBeLessThan(whole.shadowFindingCount);
});

test('whoever is no auditor can neither start a run nor read one', async () => {
  expect(
    await refusal('mutation { runAudit(name: "dead-and-paid") { runId } }', 'social-assistance'),
  ).toMatchObject({
    code: expect.stringMatching(/^(FIELD|USE)_DENIED$/) as unknown,
  });
  expect(await refusal('{ findings(first: 1) { nodes { caseNumber } } }', 'social-assistance')).toMatchObject(
    {
      code: 'FIELD_DENIED',
    },
  );
});

test('what does not exist has its own codes', async () => {
  expect(await refusal('mutation { runAudit(name: "no-such-audit") { runId } }')).toMatchObject({
    code: 'AUDIT_UNKNOWN',
  });
  expect(await refusal('mutation { cancelAuditRun(runId: "no-such-run") { runId } }')).toMatchObject({
    code: 'AUDIT_RUN_UNKNOWN',
  });
  expect(await client.run('no-such-run')).toBeNull();
  expect(
    await refusal(
      'mutation { runAudit(name: "dead-and-paid", parameters: [{ name: "x", value: "1" }]) { runId } }',
    ),
  ).toMatchObject({ code: 'AUDIT_PARAMETER_INVALID' });
});

/** An audit of families by the name of a member, which no policy lets the engine read. */
interface OwnParts {
  /** What is selected of a member's person. */
  readonly person?: string;
  readonly forEach?: readonly { readonly binding: string; readonly path: string }[];
}

function ownAudit(
  name: string,
  field: string,
  when: string,
  { person = 'id', forEach = [] }: OwnParts = {},
): object {
  return {
    name,
    title: 'A test',
    titleChinese: '测试',
    purpose: 'assistance-audit',
    operation: `query T($first: Int, $after: Cursor) {
      assistanceFamilies(first: $first, after: $after) {
        nodes {
          recordKey recordedAt qualityFlag caseNumber division
          members { recordKey recordedAt qualityFlag ${field} person { ${person} } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    rules: [
      {
        id: 'test.rule',
        version: 1,
        statute: '审计法 第三十四条',
        statement: 'A test.',
        statementChinese: '测试。',
        nature: 'REVIEW',
        owner: 'audit-office',
        validFrom: '2026-01-01',
        maxAgeHours: [
          { type: 'AssistanceFamily', hours: 960 },
          { type: 'AssistanceMember', hours: 960 },
          ...(forEach.length > 0 ? [{ type: 'Vehicle', hours: 96 }] : []),
        ],
        forEach: [
          { binding: 'family', path: 'nodes' },
          { binding: 'member', path: 'family.members' },
          ...forEach,
        ],
        about: 'member.person',
        when,
      },
    ],
  };
}

async function save(
  input: object,
  headers: Readonly<Record<string, string>> = { authorization: `Bearer ${token}` },
): Promise<readonly unknown[] | undefined> {
  const { body } = await hub.ask(
    'mutation S($input: SaveAuditInput!) { saveAudit(input: $input) { name version owner } }',
    {
      as: 'auditor',
      variables: { input },
      headers,
    },
  );
  return body.errors?.map(({ extensions }) => extensions);
}

test('an application saves no audit without an official who answers for it', async () => {
  expect(await save(ownAudit('test-nobody', 'relation', 'member.relation == "HEAD"'), {})).toMatchObject([
    { code: 'AUDIT_OFFICIAL_REQUIRED' },
  ]);
});

test('an audit that leaves the checked subset is refused with part, reason and position', async () => {
  expect(await save(ownAudit('test-bad-rule', 'relation', 'member.relation > 3'))).toMatchObject([
    { code: 'AUDIT_INVALID', part: 'rule test.rule when', line: 1, reason: expect.any(String) as unknown },
  ]);
  expect(await client.list()).not.toContainEqual(expect.objectContaining({ name: 'test-bad-rule' }));
});

test('an audit of what its engine may not read is refused when it is saved, with the field', async () => {
  const ofPlates = ownAudit('test-plates', '', 'vehicle.plate == "A"', {
    person: 'id vehicles { recordKey recordedAt qualityFlag plate }',
    forEach: [{ binding: 'vehicle', path: 'member.person.vehicles' }],
  });
  expect(await save(ofPlates)).toMatchObject([
    { code: 'AUDIT_POLICY_DENIED', reason: expect.stringContaining('Vehicle.plate') as unknown },
  ]);
  expect((await client.list()).map(({ name }) => name)).not.toContain('test-plates');
});

test("an auditor's own audit runs, and can not take the name of one that ships", async () => {
  expect(await save(ownAudit('test-heads', 'relation', 'member.relation == "HEAD"'))).toBeUndefined();
  const ended = await run('test-heads');
  expect(ended.status).toBe('SUCCEEDED');
  expect(ended.shadowFindingCount + ended.cannotTellCount).toBeGreaterThanOrEqual(ended.populationSeen);
  expect(await save(ownAudit('dead-and-paid', 'relation', 'member.relation == "HEAD"'))).toMatchObject([
    { code: 'AUDIT_INVALID', part: 'name' },
  ]);
});

test('the command line runs an audit, shows it and reports on it', async () => {
  const hubCommand = async (...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
    const line = join(import.meta.dirname, '../command-line.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [
      line,
      'audit',
      ...args,
      '--json',
      '--state',
      hub.state,
    ]);
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  };
  const ended = await hubCommand('run', 'dead-and-paid', '--param', 'fromMonth=2025-11');
  expect(ended).toMatchObject({ status: 'SUCCEEDED' });
  const runId = String(ended['runId']);
  expect(await hubCommand('findings', runId, '--first', '1')).toMatchObject({
    run: { runId },
    findings: [{}],
  });
  expect(await hubCommand('report', 'dead-and-paid')).toMatchObject({
    audit: { recall: 1, flaggedExemptions: {} },
  });
}, 180_000);
