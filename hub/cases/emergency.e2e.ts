import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openApolloDoor } from '../../gateway/doors/apollo-door.ts';
import { DEMONSTRATION_CASE } from '../launch/open-demonstration-case.ts';
import { type GatewayInProcess, openGatewayInProcess } from '../testing/gateway-in-process.ts';
import { type OwnHub, startOwnHub } from '../testing/own-hub.ts';
import { signToken } from '../testing/sign-token.ts';
import { listEmergencies, listNotices, reviewEmergency } from './emergency-accesses.ts';
import { recordReview } from './record-review.ts';
import { withCaseKeeper } from './with-case-keeper.ts';

/** Four hours, one patient, one official, against a typed reason; told to the patient and reviewed, or suspended. */

const REASON = '患者昏迷，无家属陪同，需立即了解既往病史';
const MINIMAL = `query ($id: ID!) { person(id: $id) {
  name sex bornOn seriousIllnesses { illnessClass diagnosedOn } medicalClaims { visitedOn diseaseGroup } medicalInsurance { kind status } } }`;
const HOUR = 3_600_000;
let hub: OwnHub;
let patient: string;
let other: string;
/** Later than it is, by what a test says; forward only, as clocks go. */
let later: GatewayInProcess;
let clock = Date.now();

beforeAll(async () => {
  hub = await startOwnHub();
  const health = await hub.connect('health');
  const { rows } = await health.query<{ person_key: string }>(
    `SELECT DISTINCT s.person_key FROM serious_illness s JOIN medical_claim c USING (person_key)
      WHERE s.recorded_to IS NULL AND c.recorded_to IS NULL AND s.person_key LIKE 'RID:%' ORDER BY 1 LIMIT 2`,
  );
  await health.end();
  [patient, other] = rows.map(({ person_key: key }) => key) as [string, string];
  later = await openGatewayInProcess(hub.state, { isRegistryDown: true, now: () => new Date(clock) });
});
afterAll(async () => {
  await later.gateway.close();
  await hub.stop();
});

interface Opened {
  readonly status: number;
  readonly body: {
    readonly emergencyCase: string;
    readonly expiresAt: string;
    readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  };
  readonly text: string;
}

async function openAt(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Opened> {
  const response = await fetch(new URL('/emergency', url), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${hub.tokens['hospital'] ?? ''}`,
      ...headers,
    },
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Opened['body'] };
}

const ask = (emergency: string, id: string, headers: Readonly<Record<string, string>> = {}) =>
  hub.ask(MINIMAL, {
    as: 'hospital',
    purpose: 'emergency-care',
    variables: { id },
    headers: { 'sluice-case': emergency, ...headers },
  });
const codesOf = (body: { readonly errors?: readonly { readonly extensions: { readonly code: string } }[] }) =>
  (body.errors ?? []).map(({ extensions }) => extensions.code);
const bearer = async (official: string) => ({
  authorization: `Bearer ${await signToken(hub.state, 'hospital', { official })}`,
});

describe('an emergency access', () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openAt(hub.url, { patient, reason: REASON });
  });

  test('lasts four hours and is a case for the emergency purpose', async () => {
    expect([opened.status, opened.body.emergencyCase]).toEqual([
      201,
      expect.stringMatching(/^EMG-[A-Z2-7]{24}$/u),
    ]);
    const lasts = Date.parse(opened.body.expiresAt) - Date.now();
    expect(Math.abs(lasts - 4 * HOUR)).toBeLessThan(60_000);
    const { body } = await ask(opened.body.emergencyCase, patient);
    expect(body.errors).toBeUndefined();
    const { person } = body.data as { person: Record<string, unknown[]> };
    expect(person['name']).toEqual(expect.any(String));
    expect(person['seriousIllnesses']?.length).toBeGreaterThan(0);
    expect(person['medicalClaims']?.length).toBeGreaterThan(0);
  });

  test('shows its one patient and no other, and of the patient the named minimum', async () => {
    const stranger = await ask(opened.body.emergencyCase, other);
    expect(stranger.body.data).toEqual({ person: null });
    const more = await hub.ask(
      'query ($id: ID!) { person(id: $id) { name phone medicalClaims { selfPaid } } }',
      {
        as: 'hospital',
        purpose: 'emergency-care',
        variables: { id: patient },
        headers: { 'sluice-case': opened.body.emergencyCase },
      },
    );
    expect(codesOf(more.body)).toEqual(['FIELD_DENIED', 'FIELD_DENIED']);
    expect(more.body.data).toMatchObject({ person: { name: expect.any(String), phone: null } });
  });

  test.each<[string, string | null, Readonly<Record<string, string>>, string]>([
    ['the usual purpose takes no emergency', 'diagnosis', {}, 'CASE_REFUSED'],
    ['the emergency purpose takes no case', null, { 'sluice-case': DEMONSTRATION_CASE }, 'CASE_REFUSED'],
    ['nor an access that nobody opened', null, { 'sluice-case': `EMG-${'A'.repeat(24)}` }, 'CASE_REFUSED'],
  ])('%s', async (_, purpose, headers, code) => {
    const declared = purpose === null ? {} : { 'sluice-purpose': purpose };
    const answer = await ask(opened.body.emergencyCase, patient, { ...declared, ...headers });
    expect([answer.status, codesOf(answer.body)]).toEqual([403, [code]]);
  });

  test('and the emergency purpose without one asks for one', async () => {
    const answer = await hub.ask(MINIMAL, {
      as: 'hospital',
      purpose: 'emergency-care',
      variables: { id: patient },
    });
    expect([answer.status, codesOf(answer.body)]).toEqual([403, ['CASE_REQUIRED']]);
  });

  test('is of no use to another official', async () => {
    const answer = await ask(opened.body.emergencyCase, patient, await bearer('dr-0043'));
    expect([answer.status, codesOf(answer.body)]).toEqual([403, ['CASE_REFUSED']]);
  });

  test('is told to the patient and the privacy officer, in both languages and without anything clinical', async () => {
    const notices = await withCaseKeeper(hub.state, (client) => listNotices(client, null));
    const own = notices.filter(({ emergencyNumber }) => emergencyNumber === opened.body.emergencyCase);
    expect(own.map(({ recipient }) => recipient).toSorted()).toEqual(['PATIENT', 'PRIVACY_OFFICER']);
    for (const { en, zh } of own) {
      expect([en, zh].join()).toContain('道里区合成第一医院');
      expect(zh).toMatch(/紧急访问/u);
      expect([en, zh].join()).not.toMatch(/昏迷|病史|STROKE|RID:/u);
    }
  });

  test('is in the ledger before and after, with neither patient, reason nor number in clear', async () => {
    const client = await hub.connect('hub');
    const { rows } = await client.query<{ kind: string; entry: string }>(
      `SELECT kind, entry FROM ledger.entry WHERE entry LIKE '%emergencyOpenings%' ORDER BY entry_index LIMIT 2`,
    );
    await client.end();
    expect(rows.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
    for (const { entry } of rows) expect(entry).not.toMatch(/EMG-|RID:|昏迷/u);
  });
});

describe('an emergency access is not opened', () => {
  test.each<[string, unknown, number, string]>([
    ['without a reason', { patient: 'RID:1' }, 400, 'EMERGENCY_INVALID'],
    [
      'for a number with a slip',
      { patient: 'RID:239901199001010010', reason: REASON },
      400,
      'IDENTIFIER_INVALID',
    ],
    ['for two', { patient: ['RID:1', 'RID:2'], reason: REASON }, 400, 'EMERGENCY_INVALID'],
  ])('%s', async (_, body, status, code) => {
    const answer = await openAt(hub.url, body);
    expect([answer.status, codesOf(answer.body)]).toEqual([status, [code]]);
    expect(answer.text).not.toMatch(/RID:/u);
    expect(answer.text).toContain('"receipt"');
  });

  test('for who has no role for it, nor an official', async () => {
    const asked = { patient, reason: REASON };
    const desk = { authorization: `Bearer ${hub.tokens['social-assistance'] ?? ''}` };
    const clerk = await signToken(hub.state, 'hospital', { roles: ['application'] });
    const nobody = await signToken(hub.state, 'hospital', { official: undefined });
    for (const headers of [
      desk,
      { authorization: `Bearer ${clerk}` },
      { authorization: `Bearer ${nobody}` },
    ]) {
      const answer = await openAt(hub.url, asked, headers);
      expect([answer.status, codesOf(answer.body)]).toEqual([403, ['EMERGENCY_REFUSED']]);
    }
    const stranger = await openAt(hub.url, asked, { authorization: 'Bearer x.y.z' });
    expect([stranger.status, codesOf(stranger.body)]).toEqual([401, ['TOKEN_INVALID']]);
    expect((await fetch(new URL('/emergency', hub.url))).status).toBe(405);
  });
});

test('the other door opens it too', async () => {
  const door = await openApolloDoor(later.gateway, { host: '127.0.0.1', port: 0 });
  try {
    const answer = await openAt(
      `http://127.0.0.1:${door.port}`,
      { patient, reason: REASON },
      await bearer('dr-0050'),
    );
    expect([answer.status, answer.body.emergencyCase]).toEqual([201, expect.stringMatching(/^EMG-/u)]);
  } finally {
    await door.close();
  }
});

describe('while the registry of cases is down', () => {
  const emergencyHeaders = async (official: string) => ({
    ...(await bearer(official)),
    'sluice-purpose': 'emergency-care',
  });
  const open = async (official: string) =>
    later.openEmergency({ patient, reason: REASON }, await emergencyHeaders(official));
  const numberOf = (body: object): string => ('emergencyCase' in body ? String(body.emergencyCase) : '');
  const use = async (number: string, official: string) => {
    const headers = { ...(await emergencyHeaders(official)), 'sluice-case': number };
    const { status, body } = await later.ask(MINIMAL, headers, { id: patient });
    return [status, codesOf(body)];
  };

  test('an emergency is opened and used, ends after four hours, and suspends who was not reviewed in time', async () => {
    const official = 'dr-0060';
    const { status, body } = await open(official);
    expect(status).toBe(201);
    const number = numberOf(body);
    expect(await use(number, official)).toEqual([200, []]);
    clock += 4 * HOUR - 1;
    expect(await use(number, official)).toEqual([200, []]);
    clock += 2;
    expect(await use(number, official)).toEqual([403, ['CASE_REFUSED']]);

    const accesses = await withCaseKeeper(hub.state, (client) =>
      listEmergencies(client, { at: new Date(clock), withReasons: true }),
    );
    const access = accesses.find(({ emergencyNumber }) => emergencyNumber === number)!;
    expect(access).toMatchObject({ official, status: 'to review', reason: REASON });

    clock = access.reviewDue.getTime() - HOUR;
    const second = await open(official);
    expect(second.status).toBe(201);
    clock = access.reviewDue.getTime();
    const [third, used] = [await open(official), await use(numberOf(second.body), official)];
    expect([third.status, codesOf(third.body as Opened['body'])]).toEqual([403, ['EMERGENCY_SUSPENDED']]);
    expect(used).toEqual([403, ['EMERGENCY_SUSPENDED']]);
    expect((await open('dr-0061')).status).toBe(201);

    const review = {
      emergencyNumber: number,
      reviewer: 'officer-1',
      verdict: 'JUSTIFIED',
      remark: null,
    } as const;
    const write = () =>
      withCaseKeeper(hub.state, (client) => reviewEmergency(client, review, new Date(clock)));
    const own = { ...review, reviewer: official };
    await expect(
      withCaseKeeper(hub.state, (client) => reviewEmergency(client, own, new Date(clock))),
    ).rejects.toThrow(/somebody else reviews it/);
    await recordReview(hub.state, review, write);
    expect(await use(numberOf(second.body), official)).toEqual([200, []]);
    expect((await open(official)).status).toBe(201);
    await expect(recordReview(hub.state, review, write)).rejects.toThrow(/waits for a review/);
    expect(later.lines.join('\n')).not.toMatch(/EMG-|RID:|昏迷/u);
  });

  test('in a year of which no calendar is known, an opening is to be reviewed by the end of the next day', async () => {
    clock = Date.parse('2027-03-05T10:00:00+08:00');
    const { status, body } = await open('dr-0062');
    expect(status).toBe(201);
    const accesses = await withCaseKeeper(hub.state, (client) =>
      listEmergencies(client, { at: new Date(clock), withReasons: false }),
    );
    const access = accesses.find(({ emergencyNumber }) => emergencyNumber === numberOf(body));
    expect(access?.reviewDue).toEqual(new Date('2027-03-07T00:00:00+08:00'));
  });
});
