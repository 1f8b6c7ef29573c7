import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { residentIdCheckCharacter } from '../../identifiers/resident-id.ts';
import { makeScratchDirectory } from '../../hub/testing/scratch-directory.ts';
import { signToken } from '../../hub/testing/sign-token.ts';
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

interface Limited {
  readonly gateways: readonly Gateway[];
  readonly rule: string;
}

/**
 * Two gateways under the shipped policies, in which one rule is changed. Its name is new, so nobody counted for it.
 * @param change of the text of its document, in which the rule has its new name
 */
async function gatewaysWith(shipped: string, change: (document: string) => string): Promise<Limited> {
  const rule = `${shipped}-${randomBytes(4).toString('hex')}`;
  const policyDirectory = makeScratchDirectory('limits');
  ends.push(async () => rm(policyDirectory, { recursive: true }));
  const configuration = readConfiguration(join(hub.state, 'config/gateway.json'));
  cpSync(configuration.policyDirectory, policyDirectory, { recursive: true });
  const file = join(policyDirectory, `${shipped.split('/')[0] ?? ''}.yaml`);
  const document = readFileSync(file, 'utf8').replace(`- id: ${shipped}\n`, `- id: ${rule}\n`);
  const changed = change(document);
  expect(changed).not.toBe(document);
  writeFileSync(file, changed);
  const open = () => createGateway({ ...configuration, policyDirectory }, () => undefined);
  const gateways = [await open(), await open()];
  ends.push(...gateways.map((gateway) => () => gateway.close()));
  return { gateways, rule };
}

function gatewaysUnder(limit: string): Promise<Limited> {
  return gatewaysWith('vehicles/eligibility', (document) =>
    document.replace(
      /- id: vehicles\/eligibility-.*\n/u,
      (id) => `${id}    obligations: [{ perDay: ${limit} }]\n`,
    ),
  );
}

const APPLICANT = { as: 'social-assistance', purpose: 'assistance-eligibility' };
const AUDITOR = { as: 'auditor', purpose: 'assistance-audit' };
const HOUSING_DESK = { as: 'housing-desk', purpose: 'housing-allocation' };

function ask(
  gateway: Gateway,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  { as, purpose } = APPLICANT,
): Promise<Answer> {
  return gateway.handle({
    body: { query, variables },
    headers: { authorization: `Bearer ${hub.tokens[as] ?? ''}`, 'sluice-purpose': purpose },
    signal: new AbortController().signal,
  });
}

/** The key of somebody registered, as only the engine may see it. */
async function somebody(): Promise<string> {
  const headers = { authorization: `Bearer ${await signToken(hub.state, 'audit-engine')}` };
  const { body } = await hub.ask('{ assistanceFamilies(first: 9) { nodes { head { id } } } }', {
    as: 'auditor',
    headers,
  });
  const { nodes } = body.data!['assistanceFamilies'] as { nodes: readonly { head: { id: string } | null }[] };
  return nodes.flatMap(({ head }) => (head?.id.startsWith('RID:') === true ? [head.id] : []))[0]!;
}

/** A number of the form of one, in a division that nobody has. */
function unregistered(serial: number): string {
  const first17 = `2399011980010100${serial}`.padEnd(17, '0');
  return `RID:${first17}${residentIdCheckCharacter(first17)}`;
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
  const { gateways, rule } = await gatewaysWith('hub/case-lists', (document) =>
    document.replace('{ people: 20000 }', '{ people: 2 }'),
  );
  const askAsAuditor = (query: string): Promise<Answer> => ask(gateways[0]!, query, {}, AUDITOR);
  const made = await askAsAuditor(
    'mutation { createCaseList(name: "limit", kind: PERSON, expiresInDays: 1) { listId } }',
  );
  const { listId } = made.body.data!['createCaseList'] as { listId: string };
  const add = (row: number): Promise<Answer> =>
    askAsAuditor(
      `mutation { addToCaseList(listId: "${listId}", entries: [{ row: ${row}, key: "${unregistered(row)}" }]) { listId } }`,
    );
  expect((await add(1)).body.errors).toBeUndefined();
  expect((await add(2)).body.errors).toBeUndefined();
  const refused = await add(3);
  expect(refused.status).toBe(429);
  expect(refused.body.errors![0]!.extensions).toEqual({ code: 'LIMIT_REACHED', rule, limit: 'people' });
});

test('who tries numbers is counted for those that nobody has, as for those of people', async () => {
  const { gateways, rule } = await gatewaysWith('household-registration/housing-look-up', (document) => {
    const at = document.indexOf('id: household-registration/housing-look-up-');
    return document.slice(0, at) + document.slice(at).replace('people: 100000', 'people: 3');
  });
  const asked = (id: string): Promise<Answer> =>
    ask(
      gateways[0]!,
      'query ($id: ID!) { person(id: $id) { eligibility(scheme: "DIBAO") { answer } } }',
      { id },
      HOUSING_DESK,
    );
  const statuses = [];
  for (const id of [unregistered(1), await somebody(), unregistered(2)])
    statuses.push((await asked(id)).status);
  expect(statuses).toEqual([200, 200, 200]);
  const refused = await asked(unregistered(3));
  expect(refused.status).toBe(429);
  expect(refused.body.errors![0]!.extensions).toEqual({ code: 'LIMIT_REACHED', rule, limit: 'people' });
});
