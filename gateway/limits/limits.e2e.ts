import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { residentIdCheckCharacter } from '../../identifiers/resident-id.ts';
import { makeScratchDirectory } from '../../hub/testing/scratch-directory.ts';
import { testHub } from '../../hub/testing/test-hub.ts';
import type { Gateway } from '../assemble-gateway.ts';
import { readConfiguration } from '../configuration.ts';
import { createGateway } from '../gateway.ts';
import type { Answer } from '../stages/stage-types.ts';

/** Limits over the agencies and the database of the running hub, through gateways under a policy of the test's own. */

const hub = testHub();
const VEHICLES =
  'query ($n: Int) { assistanceMembers(first: $n) { nodes { person { vehicles { vehicleKind } } } } }';
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Two gateways under the shipped policies, in which one rule has a limit. Its name is new, so nobody counted for it. */
async function gatewaysUnder(
  limit: string,
): Promise<{ readonly gateways: readonly Gateway[]; readonly rule: string }> {
  const rule = `vehicles/eligibility-${randomBytes(4).toString('hex')}`;
  const policyDirectory = makeScratchDirectory('limits');
  ends.push(async () => rm(policyDirectory, { recursive: true }));
  const configuration = readConfiguration(join(hub.state, 'config/gateway.json'));
  cpSync(configuration.policyDirectory, policyDirectory, { recursive: true });
  const file = join(policyDirectory, 'vehicles.yaml');
  const limited = readFileSync(file, 'utf8').replace(
    '- id: vehicles/eligibility\n',
    `- id: ${rule}\n    obligations: [{ perDay: ${limit} }]\n`,
  );
  expect(limited).toContain(limit);
  writeFileSync(file, limited);
  const open = () => createGateway({ ...configuration, policyDirectory }, () => undefined);
  const gateways = [await open(), await open()];
  ends.push(...gateways.map((gateway) => () => gateway.close()));
  return { gateways, rule };
}

function ask(
  gateway: Gateway,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  return gateway.handle({
    body: { query, variables },
    headers: {
      authorization: `Bearer ${hub.tokens['social-assistance'] ?? ''}`,
      'sluice-purpose': 'assistance-eligibility',
    },
    signal: new AbortController().signal,
  });
}

test('requests to two gateways at once do not together pass a limit, and refused ones are recorded', async () => {
  const { gateways, rule } = await gatewaysUnder('{ exchanges: 5 }');
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, index) => ask(gateways[index % 2]!, VEHICLES, { n: 1 })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(19);
  for (const { body } of refused) {
    expect(body.data).toBeNull();
    expect(body.errors![0]!.extensions).toEqual({ code: 'LIMIT_REACHED', rule, limit: 'exchanges' });
    expect(body.extensions?.receipt.index).toBeGreaterThanOrEqual(0);
  }
  const elsewhere = await ask(gateways[0]!, '{ assistanceFamilies(first: 1) { nodes { caseNumber } } }');
  expect([elsewhere.status, elsewhere.body.errors]).toEqual([200, undefined]);
});

test('an answer about more people than are left is refused whole, and they are not counted', async () => {
  const { gateways, rule } = await gatewaysUnder('{ people: 5 }');
  const statuses: number[] = [];
  for (const n of [3, 3, 2]) statuses.push((await ask(gateways[n % 2]!, VEHICLES, { n })).status);
  expect(statuses).toEqual([200, 429, 200]);
  const after = await ask(gateways[0]!, VEHICLES, { n: 1 });
  expect(after.body.errors![0]!.extensions).toEqual({ code: 'LIMIT_REACHED', rule, limit: 'people' });
});

test('of a list of people, one more than a day allows is refused', async () => {
  const policyDirectory = makeScratchDirectory('limits');
  ends.push(async () => rm(policyDirectory, { recursive: true }));
  const configuration = readConfiguration(join(hub.state, 'config/gateway.json'));
  cpSync(configuration.policyDirectory, policyDirectory, { recursive: true });
  const file = join(policyDirectory, 'hub.yaml');
  const rule = `hub/case-lists-${randomBytes(4).toString('hex')}`;
  const limited = readFileSync(file, 'utf8')
    .replace('- id: hub/case-lists\n', `- id: ${rule}\n`)
    .replace('{ people: 20000 }', '{ people: 2 }');
  expect(limited).toContain('{ people: 2 }');
  writeFileSync(file, limited);
  const gateway = await createGateway({ ...configuration, policyDirectory }, () => undefined);
  ends.push(() => gateway.close());
  const askAsAuditor = (query: string): Promise<Answer> =>
    gateway.handle({
      body: { query },
      headers: {
        authorization: `Bearer ${hub.tokens['auditor'] ?? ''}`,
        'sluice-purpose': 'assistance-audit',
      },
      signal: new AbortController().signal,
    });
  const made = await askAsAuditor(
    'mutation { createCaseList(name: "limit", kind: PERSON, expiresInDays: 1) { listId } }',
  );
  const { listId } = made.body.data!['createCaseList'] as { listId: string };
  const residentId = (row: number): string => {
    const first17 = `2399011980010100${row}`.padEnd(17, '0');
    return first17 + residentIdCheckCharacter(first17);
  };
  const add = (row: number): Promise<Answer> =>
    askAsAuditor(
      `mutation { addToCaseList(listId: "${listId}", entries: [{ row: ${row}, key: "RID:${residentId(row)}" }]) { listId } }`,
    );
  expect((await add(1)).body.errors).toBeUndefined();
  expect((await add(2)).body.errors).toBeUndefined();
  const refused = await add(3);
  expect(refused.status).toBe(429);
  expect(refused.body.errors![0]!.extensions).toEqual({ code: 'LIMIT_REACHED', rule, limit: 'people' });
});
