import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeAttestationKey, seconds } from '../../gateway/cases/testing/sign-attestation.ts';
import { makeResidentId } from '../../identifiers/resident-id.ts';
import { DEMONSTRATION_CASE } from '../launch/open-demonstration-case.ts';
import { type GatewayInProcess, openGatewayInProcess } from '../testing/gateway-in-process.ts';
import { type OwnHub, startOwnHub } from '../testing/own-hub.ts';
import { makeScratchDirectory } from '../testing/scratch-directory.ts';
import { signToken } from '../testing/sign-token.ts';
import { assignCase, closeCase, openCase, peopleOfCase } from './registered-cases.ts';
import { withCaseKeeper } from './with-case-keeper.ts';

/** A case is looked up for every request, by whoever has it in hand, about its people and nobody else. */

const DEPARTMENT = 'civil-affairs';
const OFFICIAL = 'sa-0017';
const PERSON = 'query ($id: ID!) { person(id: $id) { name address phone } }';
const MEMBERS = `query ($after: Cursor) {
  assistanceMembers(first: 100, after: $after) {
    nodes { person { id name household { members { name } } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
interface MemberShown {
  readonly person: {
    readonly name: string | null;
    readonly household: { readonly members: readonly unknown[] } | null;
  } | null;
}
interface MembersPage {
  readonly nodes: readonly MemberShown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
let hub: OwnHub;
let family: readonly string[];
let stranger: string;

beforeAll(async () => {
  hub = await startOwnHub();
  family = await withCaseKeeper(hub.state, (client) => peopleOfCase(client, DEMONSTRATION_CASE));
  const registration = await hub.connect('household_registration');
  const { rows } = await registration.query<{ person_key: string }>(
    `SELECT person_key FROM resident WHERE recorded_to IS NULL AND address IS NOT NULL AND NOT person_key = ANY ($1)
      ORDER BY record_id LIMIT 1`,
    [family],
  );
  await registration.end();
  stranger = rows[0]!.person_key;
});
afterAll(() => hub.stop());

const withKeeper: (work: Parameters<typeof withCaseKeeper<void>>[1]) => Promise<void> = (work) =>
  withCaseKeeper(hub.state, work);

let opened = 0;
/** A case about the demonstration family, open and in good hands where nothing else is said. */
async function open(
  more: Partial<{ department: string; official: string; people: readonly string[] }> = {},
): Promise<string> {
  const { department = DEPARTMENT, official = OFFICIAL, people = family } = more;
  const caseNumber = `TEST-${(opened += 1)}`;
  await withKeeper((client) =>
    openCase(client, { caseNumber, department, officials: [official], people, openedAt: new Date() }),
  );
  return caseNumber;
}

const ask = (caseNumber: string | null, id: string, headers: Readonly<Record<string, string>> = {}) =>
  hub.ask(PERSON, {
    variables: { id },
    headers: { ...(caseNumber === null ? {} : { 'sluice-case': caseNumber }), ...headers },
  });

type Shown = { readonly name: string | null; readonly address: string | null; readonly phone: string | null };
const shown = (data: unknown): Shown | null => (data as { person: Shown | null }).person;

describe('under a checked case', () => {
  test('the people of the case are shown bare', async () => {
    for (const id of family) {
      const { body } = await ask(DEMONSTRATION_CASE, id);
      expect(body.errors).toBeUndefined();
      expect(shown(body.data)).toMatchObject({ name: expect.any(String), address: expect.any(String) });
      expect(shown(body.data)?.phone ?? '').not.toContain('*');
    }
  });

  test('nobody else is there at all', async () => {
    const { body } = await ask(DEMONSTRATION_CASE, stranger);
    expect(body.data).toEqual({ person: null });
    const nobody = await ask(
      DEMONSTRATION_CASE,
      `RID:${makeResidentId({ division: '239901', bornOn: '1899-01-01', sequence: 7 })}`,
    );
    expect(nobody.body.data).toEqual({ person: null });
  });

  test('rows of others do not show through lists either', async () => {
    const nodes: MemberShown[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { body } = await hub.ask(MEMBERS, {
        variables: { after },
        headers: { 'sluice-case': DEMONSTRATION_CASE },
      });
      const page: MembersPage = (body.data as { assistanceMembers: MembersPage }).assistanceMembers;
      nodes.push(...page.nodes);
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    const named = nodes.filter(({ person }) => person?.name);
    expect(nodes.length).toBeGreaterThan(family.length);
    expect(named.length).toBeGreaterThan(0);
    expect(named.length).toBeLessThanOrEqual(family.length);
    for (const { person } of named)
      expect(person?.household?.members.length ?? 0).toBeLessThanOrEqual(family.length);
  });

  test('without it an address needs one, and a telephone number is masked', async () => {
    const { body } = await ask(null, family[0]!);
    expect(body.errors).toMatchObject([
      { path: ['person', 'address'], extensions: { code: 'CASE_REQUIRED' } },
    ]);
    expect(shown(body.data)?.address).toBeNull();
  });
});

describe('lists and cursors of a type that stands under a case', () => {
  let other: GatewayInProcess;
  const policies = makeScratchDirectory('policies');
  beforeAll(async () => {
    cpSync(join(import.meta.dirname, '../../policies/documents'), policies, { recursive: true });
    const file = join(policies, 'household-registration.yaml');
    const rule = `  - id: household-registration/test-pages
    effect: permit
    title: { en: Pages of the people of a case, zh: 分页 }
    legalBasis: [社会救助暂行办法 第五十八条]
    purposes: [assistance-eligibility]
    subjects: { departments: [civil-affairs] }
    resources: [{ type: Query, fields: [persons] }, { tags: [paging] }]
    uses: [project]
    case: required
`;
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/^rules:\n/mu, (head) => head + rule),
    );
    other = await openGatewayInProcess(hub.state, { change: { policyDirectory: policies } });
  });
  afterAll(async () => {
    await other.gateway.close();
    rmSync(policies, { recursive: true, force: true });
  });

  test('hold its people and end after the last of them', async () => {
    const query =
      'query ($n: Int, $after: Cursor) { persons(first: $n, after: $after) { edges { cursor } nodes { name address } pageInfo { hasNextPage endCursor } } }';
    type Page = { nodes: Shown[]; edges: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    const page = async (variables: Readonly<Record<string, unknown>>): Promise<Page> => {
      const headers = {
        authorization: `Bearer ${hub.tokens['social-assistance'] ?? ''}`,
        'sluice-purpose': 'assistance-eligibility',
        'sluice-case': DEMONSTRATION_CASE,
      };
      const { body } = await other.ask(query, headers, variables);
      expect(body.errors).toBeUndefined();
      return (body.data as { persons: Page }).persons;
    };
    const whole = await page({ n: 100 });
    expect(whole.nodes.length).toBeLessThanOrEqual(family.length);
    expect([whole.edges.length, whole.pageInfo.hasNextPage]).toEqual([whole.nodes.length, false]);
    const seen: Shown[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const { nodes, pageInfo } = await page({ n: 1, after });
      seen.push(...nodes);
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(seen).toEqual(whole.nodes);
  });
});

describe('a case that does not carry the exchange refuses the whole of it, with one code', () => {
  let unlike: string;
  beforeAll(async () => {
    unlike = (await ask('NO-SUCH-CASE', family[0]!)).text;
  });

  const cases: [string, () => Promise<[string, Readonly<Record<string, string>>?]>][] = [
    [
      'closed',
      async () => {
        const number = await open();
        expect((await ask(number, family[0]!)).status).toBe(200);
        await withKeeper((client) => closeCase(client, number, new Date()));
        return [number];
      },
    ],
    ['of another department', async () => [await open({ department: 'housing' })]],
    ['in the hands of another official', async () => [await open({ official: 'sa-0018' })]],
    [
      'assigned to somebody else meanwhile',
      async () => {
        const number = await open();
        await withKeeper((client) => assignCase(client, number, ['sa-0018', 'sa-0019']));
        return [number];
      },
    ],
    [
      'declared by nobody in person',
      async () => {
        const token = await signToken(hub.state, 'social-assistance', { official: undefined });
        return [await open(), { authorization: `Bearer ${token}` }];
      },
    ],
    [
      'declared by another official',
      async () => {
        const token = await signToken(hub.state, 'social-assistance', { official: 'sa-0018' });
        return [await open(), { authorization: `Bearer ${token}` }];
      },
    ],
    [
      'about more people than a grant may name',
      async () => {
        const number = await open();
        const client = await hub.connect('hub');
        await client.query(
          `INSERT INTO cases.case_person SELECT $1, 'HOSP:TEST-' || n FROM generate_series(1, 1000) n`,
          [number],
        );
        await client.end();
        return [number];
      },
    ],
  ];
  const plain = (text: string) => text.replace(/"receipt":\{[^}]*\}/u, '');

  test.each(cases)('%s', async (_, prepare) => {
    const [number, headers] = await prepare();
    const answer = await ask(number, family[0]!, headers);
    expect([answer.status, answer.body.data]).toEqual([403, null]);
    expect(answer.body.errors).toMatchObject([{ extensions: { code: 'CASE_REFUSED' } }]);
    expect(answer.body.extensions).toHaveProperty('receipt');
    expect(plain(answer.text)).toBe(plain(unlike));
  });

  test('assigned to the official again, it carries', async () => {
    const number = await open({ official: 'sa-0018' });
    await withKeeper((client) => assignCase(client, number, [OFFICIAL]));
    expect((await ask(number, family[0]!)).status).toBe(200);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['sluice-case', { 'sluice-case': 'A B' }],
    ['sluice-case', { 'sluice-case': `${DEMONSTRATION_CASE}, ${DEMONSTRATION_CASE}` }],
    ['sluice-case-attestation', { 'sluice-case-attestation': 'a.b.c' }],
    ['sluice-case-attestation', { 'sluice-case': 'X-1', 'sluice-case-attestation': 'a.b' }],
  ])('a malformed %s is refused as such: %j', async (header, headers) => {
    const answer = await ask(null, family[0]!, headers);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ extensions: { code: 'HEADER_MALFORMED', header } }]);
  });
});

describe('a department’s attestation', () => {
  const directory = makeScratchDirectory('attestations');
  let other: GatewayInProcess;
  let sign: (claims?: Readonly<Record<string, unknown>>) => Promise<string>;
  beforeAll(async () => {
    const key = await makeAttestationKey();
    const file = join(directory, 'civil-affairs.jwks.json');
    writeFileSync(file, JSON.stringify(key.publicKeys));
    other = await openGatewayInProcess(hub.state, {
      isRegistryDown: true,
      change: { caseAttestations: { [DEPARTMENT]: file } },
    });
    const now = seconds(new Date());
    const claims = {
      case: 'OWN-1',
      department: DEPARTMENT,
      official: OFFICIAL,
      people: family,
      aud: 'sluice',
      iat: now,
      exp: now + 3600,
    };
    sign = (more = {}) => key.sign({ ...claims, ...more });
  });
  afterAll(async () => {
    await other.gateway.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function attested(text: string, { caseNumber = 'OWN-1', official = OFFICIAL } = {}) {
    const headers = {
      authorization: `Bearer ${await signToken(hub.state, 'social-assistance', { official })}`,
      'sluice-purpose': 'assistance-eligibility',
      'sluice-case': caseNumber,
      'sluice-case-attestation': text,
    };
    return other.ask(PERSON, headers, { id: family[0] });
  }

  test('takes the place of the registry, which may be down', async () => {
    const { status, body } = await attested(await sign());
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(shown(body.data)?.address).toEqual(expect.any(String));
  });

  test.each([
    ['of another official', {}, { official: 'sa-0018' }],
    ['of another case', {}, { caseNumber: 'OWN-2' }],
    ['of another department', { department: 'housing' }, {}],
    ['for more than eight hours', { exp: seconds(new Date()) + 9 * 3600 }, {}],
    ['that is over', { iat: seconds(new Date()) - 7200, exp: seconds(new Date()) - 60 }, {}],
  ])('%s carries nothing', async (_, claims, who) => {
    const { status, body } = await attested(await sign(claims), who);
    expect([status, body.errors?.map(({ extensions }) => extensions.code)]).toEqual([403, ['CASE_REFUSED']]);
  });

  test('and a case without one is not believed while the registry is down', async () => {
    const headers = {
      authorization: `Bearer ${hub.tokens['social-assistance'] ?? ''}`,
      'sluice-purpose': 'assistance-eligibility',
    };
    const declared = await other.ask(
      PERSON,
      { ...headers, 'sluice-case': DEMONSTRATION_CASE },
      { id: family[0] },
    );
    expect([declared.status, declared.body.errors?.[0]?.extensions.code]).toEqual([503, 'CASE_UNAVAILABLE']);
    const plain = await other.ask('query ($id: ID!) { person(id: $id) { name } }', headers, {
      id: family[0],
    });
    expect([plain.status, plain.body.errors]).toEqual([200, undefined]);
    expect(other.lines.join('\n')).not.toMatch(/DEMO-|OWN-\d|RID:|2399\d{4}/u);
  });
});
