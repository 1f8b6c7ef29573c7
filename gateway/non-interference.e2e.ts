import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { ERROR_TABLE, isErrorCode } from '../errors/error-table.ts';
import { agencySubgraphs, type AgencySubgraphs } from '../hub/testing/agency-subgraphs.ts';
import { CANARY, changeHidden } from '../hub/testing/change-hidden.ts';
import { permissionsOf } from '../hub/testing/fuzz/permissions.ts';
import { reachOf } from '../hub/testing/fuzz/reach.ts';
import { requirementsOf } from '../hub/testing/fuzz/requirements.ts';
import { type HiddenFrom, hiddenParts } from '../hub/testing/hidden-parts.ts';
import { startOwnHub, type Connect, type OwnHub } from '../hub/testing/own-hub.ts';
import { chanceOf, randomOperation, type OperationDomain } from '../hub/testing/random-operation.ts';
import { sampleValues } from '../hub/testing/sample-values.ts';
import { PURPOSE_OF, type Answer, type TestHub, type TokenName } from '../hub/testing/test-hub.ts';
import { readPolicies } from '../policies/language/read-policies.ts';
import type { FieldCoordinate, PurposeId, Subject } from '../policies/vocabulary.ts';
import { readSupergraph } from './supergraph/supergraph.ts';

/**
 * Non-interference: two provinces that differ only in what a caller may not know give it the same answers, whatever
 * it asks. What it may not know follows from the policies and the source mappings; receipts, cursors and times
 * of exchanges are the only parts of an answer that may differ.
 */

/**
 * How many operations each is asked; `SLUICE_OPERATIONS` asks more of all. Who was there first is asked at length; the
 * others may do less than they.
 */
const OPERATIONS_OF: Partial<Record<TokenName, number>> = {
  'social-assistance': 400,
  auditor: 400,
  'data-steward': 400,
  hospital: 400,
};
const USUAL_OPERATIONS = 150;
const WISHED_OPERATIONS = Number(env['SLUICE_OPERATIONS'] ?? 0);
/** How often one is asked that a busy machine did not answer. */
const TRIES = 5;
const CONCURRENT = 4;

const supergraph = readSupergraph(readFileSync('gateway/supergraph/generated/supergraph.graphql', 'utf8'));
const policies = readPolicies(
  readdirSync('policies/documents').map((name) => ({
    name,
    text: readFileSync(join('policies/documents', name), 'utf8'),
  })),
  supergraph.catalogue,
);

/** What the policies that ship permit a subject, worked out apart from the gateway's own tables. */
function hiddenFrom(subject: Subject, purpose: PurposeId): HiddenFrom {
  const asking = { subject, purpose, at: new Date(), casePeople: null, consenting: [] };
  const permissions = permissionsOf(policies, asking);
  const { schema, catalogue, keyFields, sdl } = supergraph;
  const requirements = requirementsOf(sdl);
  const reach = reachOf(permissions, { schema, catalogue, keyFields, requirements });
  return { asking, permissions, reach, requirements, schema };
}

function subjectOf(hub: TestHub, name: TokenName): Subject {
  const claims = decodeJwt(hub.tokens[name]!);
  return {
    application: claims.sub,
    department: claims['department'],
    region: claims['region'],
    roles: claims['roles'],
    official: claims['official'] ?? null,
    organisation: claims['organisation'] ?? null,
    person: claims['person'] ?? null,
    clearance: claims['clearance'] ?? 0,
  } as Subject;
}

/** An answer without what may differ: the receipt, what cursors say (encrypted anew each time), and moments of the run. */
function comparable(answer: Answer): unknown {
  const { data, errors } = answer.body;
  const extensions = { ...answer.body.extensions, receipt: null };
  return withoutChance({ status: answer.status, data, errors, extensions });
}

function withoutChance(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutChance);
  // Their length stays: a longer cursor would tell of a longer value.
  if (typeof value === 'string' && isOfThisRun(value)) return 'a moment of this run';
  if (typeof value === 'string' && /^[\w-]{48,}$/.test(value)) return `cursor of ${value.length} characters`;
  if (typeof value === 'string' && RANDOM_UUID.test(value)) return 'an exchange';
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutChance(inner)]));
}

/** As exchanges are named in the reads of a conclusion (RFC 9562, version 4). */
const RANDOM_UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u;

/** When a hub of this test wrote down its shipped audits; the moments of records lie long before. */
function isOfThisRun(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) && Date.parse(value) > Date.now() - 3_600_000;
}

function endCursor(answer: Answer, alias: string): string | null {
  const connection = answer.body.data?.[alias] as { pageInfo?: { endCursor?: string | null } | null } | null;
  return connection?.pageInfo?.endCursor ?? null;
}

/** Untouched; not the hub that other tests share, whose audits and runs come and go meanwhile. */
let original: OwnHub;
beforeAll(async () => {
  original = await startOwnHub();
}, 120_000);
afterAll(() => original.stop());

// The housing desk is permitted a conclusion from fields that it may not see: two provinces that differ in these differ in
// it rightly. It is asked everything else.
const ALLOWED_TO_DIFFER = /\beligibility/iu;

/**
 * Whoever is shown agencies' records. Employers, jobseekers and their advisers are shown next to nothing of these; what may
 * be learnt of people who look for work is asked in `subgraphs/matching/employer-learns-nothing.e2e.ts`.
 */
const ASKED = (Object.keys(PURPOSE_OF) as TokenName[]).filter(
  (name) => !['employment-adviser', 'employer', 'jobseeker'].includes(name),
);

describe.each(ASKED)('%s', (name) => {
  const operations = Math.max(WISHED_OPERATIONS, OPERATIONS_OF[name] ?? USUAL_OPERATIONS);
  let changed = 0;
  let other: OwnHub;
  let domain: OperationDomain;

  beforeAll(async () => {
    const hidden = hiddenFrom(subjectOf(original, name), PURPOSE_OF[name] as PurposeId);
    const subgraphs = await agencySubgraphs();
    const change = async (connect: Connect) => {
      for (const part of hiddenParts(hidden, subgraphs)) {
        const client = await connect(part.database);
        changed += await changeHidden(client, part);
        await client.end();
      }
    };
    other = await startOwnHub({ change });
    const pristine = await startValues(other, subgraphs);
    domain = {
      schema: supergraph.schema,
      values: pristine,
      prefer: (type, field) =>
        hidden.permissions.permits(`${type}.${field}` as FieldCoordinate, 'project') !== null,
    };
  }, 120_000);

  afterAll(async () => other.stop());

  async function startValues(hub: OwnHub, subgraphs: AgencySubgraphs) {
    return sampleValues(supergraph.schema, subgraphs, hub.connect);
  }

  async function askBoth(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    after: readonly (string | null)[],
  ) {
    const withCursor = (cursor: string | null | undefined) => ({
      ...variables,
      ...Object.fromEntries(
        Object.entries(variables).flatMap(([key]) => (key === 'after' ? [[key, cursor]] : [])),
      ),
    });
    const untilAnswered = async (hub: OwnHub, cursor: string | null | undefined): Promise<Answer> => {
      for (let tries = 1; ; tries += 1) {
        const answer = await hub.ask(query, { as: name, variables: withCursor(cursor) });
        if (tries === TRIES || !mayPass(answer)) return answer;
      }
    };
    return Promise.all([original, other].map((hub, index) => untilAnswered(hub, after[index]))) as Promise<
      [Answer, Answer]
    >;
  }

  test(`answers ${operations} random operations alike in both provinces`, async () => {
    const seen = { answered: 0, values: 0, denied: 0, refused: 0, pages: 0 };
    const judge = (answers: readonly [Answer, Answer], query: string) => {
      const [one, two] = answers;
      expect({ query, answer: comparable(two) }).toEqual({ query, answer: comparable(one) });
      expect(two.text).not.toContain(CANARY);
      seen.answered += one.body.data ? 1 : 0;
      seen.values += valuesIn(one.body.data);
      seen.denied += (one.body.errors ?? []).filter(({ extensions }) =>
        /_DENIED$/.test(extensions.code),
      ).length;
      seen.refused += one.status === 200 ? 0 : 1;
    };
    let next = 0;
    const nextOperation = (): ReturnType<typeof randomOperation> => {
      const operation = randomOperation(domain, chanceOf(next++));
      return name === 'housing-desk' && ALLOWED_TO_DIFFER.test(operation.query) ? nextOperation() : operation;
    };
    const ask = async () => {
      const { query, variables, paged } = nextOperation();
      const answers = await askBoth(query, variables, [null, null]);
      judge(answers, query);
      const cursors = paged === null ? [] : answers.map((answer) => endCursor(answer, paged));
      if (!cursors.every((cursor) => cursor !== null) || cursors.length === 0) return;
      judge(await askBoth(query, variables, cursors), query);
      seen.pages += 1;
    };
    let left = operations;
    const work = async () => {
      while (left-- > 0) await ask();
    };
    await Promise.all(Array.from({ length: CONCURRENT }, work));
    process.stdout.write(`non-interference of ${name}: ${JSON.stringify({ ...seen, changed })}\n`);
    expect(changed).toBeGreaterThan(1_000);
    // A test that mostly asks refused or empty questions would prove nothing.
    expect(seen.answered).toBeGreaterThan(operations / 2);
    // All but a few type names are denied to who may only conclude.
    expect(seen.values).toBeGreaterThan(name === 'housing-desk' ? 0 : operations);
    expect(seen.denied).toBeGreaterThan(operations / 20);
    expect(seen.pages).toBeGreaterThan(name === 'housing-desk' ? -1 : operations / 50);
  }, 1_800_000);
});

/** Whether a busy machine kept it from being answered, which says nothing of either province. */
function mayPass({ body }: Answer): boolean {
  return (body.errors ?? []).some(({ extensions: { code } }) => isErrorCode(code) && ERROR_TABLE[code].retry);
}

/** Leaves that say something: how much of the answers could have differed. */
function valuesIn(data: unknown): number {
  if (Array.isArray(data)) return data.reduce<number>((sum, item) => sum + valuesIn(item), 0);
  if (typeof data === 'object' && data !== null) return valuesIn(Object.values(data));
  return data === null || data === undefined ? 0 : 1;
}
