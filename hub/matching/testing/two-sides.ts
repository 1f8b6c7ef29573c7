import { randomInt } from 'node:crypto';
import { makeCreditCode } from '../../../identifiers/credit-code.ts';
import { makeResidentId } from '../../../identifiers/resident-id.ts';
import { signToken } from '../../testing/sign-token.ts';
import type { Answer, TestHub, TokenName } from '../../testing/test-hub.ts';

/** Somebody at a door: asks as one of the hub's applications, with claims of their own. */
export interface Door {
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** The data of an answer without any error; throws, saying what was refused. */
  get<T>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
}

async function doorOf(hub: TestHub, as: TokenName, claims: Parameters<typeof signToken>[2]): Promise<Door> {
  const headers = { authorization: `Bearer ${await signToken(hub.state, as, claims)}` };
  const ask: Door['ask'] = (query, variables = {}) => hub.ask(query, { as, variables, headers });
  return {
    ask,
    get: async <T>(query: string, variables?: Readonly<Record<string, unknown>>) => {
      const { body } = await ask(query, variables);
      if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
      return body.data as T;
    },
  };
}

/** The key of somebody whom nobody else in this run is, by default an adult; drawn, since each file of tests begins anew. */
export function newPerson(bornIn = randomInt(1970, 2000)): string {
  const bornOn = `${bornIn}-${twoDigits(randomInt(1, 13))}-${twoDigits(randomInt(1, 29))}`;
  return `RID:${makeResidentId({ division: '239998', bornOn, sequence: randomInt(1_000) })}`;
}

/** A firm that nobody else in this run is. */
export function newEmployer(): string {
  const organisation = `M${String(randomInt(10_000_000)).padStart(7, '0')}`;
  return makeCreditCode({ category: '91', division: '239998', organisation });
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

export const jobseekerDoor = (hub: TestHub, person: string): Promise<Door> =>
  doorOf(hub, 'jobseeker', { person: person as never });

export const employerDoor = (hub: TestHub, organisation: string): Promise<Door> =>
  doorOf(hub, 'employer', { organisation });

/** An adviser of a region: by default the one of the token, of that of the token. */
export const adviserDoor = (hub: TestHub, region = '230100', official = 'ea-0031'): Promise<Door> =>
  doorOf(hub, 'employment-adviser', { region, official });

/** The office of civil affairs of a region: by default the whole province's, as its token says. */
export const civilAffairsDoor = (hub: TestHub, region = '230000'): Promise<Door> =>
  doorOf(hub, 'social-assistance', { region });

/** The day in so many days. */
export const SOON = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A lawful vacancy that most people could take; what is given is otherwise. */
export function vacancyDraft(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    title: '仓库管理员',
    text: '负责仓库日常管理，入库出库登记',
    occupation: '4-02-06-01',
    skills: [],
    licences: [],
    county: '230102',
    shift: 'DAY',
    contract: 'FULL_TIME',
    wageLow: 450_000,
    wageHigh: 600_000,
    lodging: false,
    demands: [],
    accommodations: [],
    minimumAge: 16,
    wantedYears: 0,
    wantedEducation: 'NONE',
    places: 1,
    openFrom: SOON(-2),
    openUntil: SOON(60),
    ...changes,
  };
}

/** A profile that the vacancy above fits; what is given is otherwise. */
export function profileDraft(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    county: '230102',
    occupations: ['4-02-06-01'],
    skills: [],
    licences: [],
    text: '有仓库管理经验',
    years: 3,
    education: 'SENIOR',
    maxCommuteMinutes: 60,
    wageFloor: 300_000,
    shifts: ['DAY'],
    contracts: ['FULL_TIME'],
    needsLodging: false,
    cannot: [],
    needs: [],
    ...changes,
  };
}

export const POST =
  'mutation ($draft: VacancyDraft!) { postVacancy(draft: $draft) { vacancyId status faults } }';
export const KEEP =
  'mutation ($profile: ProfileDraft!) { keepProfile(profile: $profile) { county isConsenting } }';
export const consentIn = (county: string): string =>
  `mutation { consentToMatching(surname: "王", givenName: "建国", phone: "139 0000 1234", county: "${county}") { isConsenting } }`;
export const CONSENT = consentIn('230102');

/** Posts a vacancy and answers with its id. */
export async function post(employer: Door, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { postVacancy } = await employer.get<{ postVacancy: { vacancyId: string } }>(POST, {
    draft: vacancyDraft(changes),
  });
  return postVacancy.vacancyId;
}

export interface Seeker {
  readonly person: string;
  readonly door: Door;
}

/** With an open case: whom advisers help, and by which name they are shown them. */
export interface HelpedSeeker extends Seeker {
  readonly caseId: string;
  readonly pseudonym: string;
}

/** Somebody who consents and has a profile, with a case that an adviser of the place has opened. */
export async function enterJobseeker(
  hub: TestHub,
  changes: Readonly<Record<string, unknown>> = {},
  person = newPerson(),
): Promise<HelpedSeeker> {
  const door = await jobseekerDoor(hub, person);
  const profile = profileDraft(changes);
  await door.get(KEEP, { profile });
  await door.get(consentIn(profile.county));
  return { person, door, ...(await openCaseFor(hub, person, profile.county)) };
}

/** An adviser of the place opens a case for somebody; opened again, it is the same. */
export async function openCaseFor(
  hub: TestHub,
  person: string,
  county: string,
): Promise<Pick<HelpedSeeker, 'caseId' | 'pseudonym'>> {
  const adviser = await adviserDoor(hub, `${county.slice(0, 4)}00`);
  const { openCase } = await adviser.get<{
    openCase: { caseId: string; people: readonly { person: { pseudonym: string } }[] };
  }>(
    `mutation ($person: ID!, $county: DivisionCode!) {
       openCase(person: $person, county: $county) { caseId people { person { pseudonym } } } }`,
    { person, county },
  );
  const { caseId, people } = openCase;
  return { caseId, pseudonym: people[0]?.person.pseudonym ?? '' };
}

/** The adviser proposes somebody for a vacancy, and the person agrees; answers with the referral's id. */
export async function agreeOn(hub: TestHub, { person, door }: Seeker, vacancyId: string): Promise<string> {
  const adviser = await adviserDoor(hub);
  const { proposeReferral } = await adviser.get<{ proposeReferral: { referralId: string } }>(
    `mutation ($person: ID!, $vacancy: ID!) {
       proposeReferral(person: $person, vacancyId: $vacancy, words: "同一职业") { referralId }
     }`,
    { person, vacancy: vacancyId },
  );
  const { referralId } = proposeReferral;
  await door.get('mutation ($id: ID!) { agreeToReferral(referralId: $id) { stage } }', { id: referralId });
  return referralId;
}

export const REFER = 'mutation ($id: ID!) { refer(referralId: $id, words: "符合岗位要求") { stage } }';
export const INVITE = `mutation ($id: ID!, $at: DateTime!) {
  inviteToInterview(referralId: $id, at: $at, words: "三号门") { stage surname givenName phone }
}`;
export const OFFER = `mutation ($id: ID!, $from: Date!) {
  offerWork(referralId: $id, wage: 480000, startsOn: $from, words: "试用期两个月") { stage offerWage startsOn }
}`;
export const ACCEPT = 'mutation ($id: ID!) { acceptOffer(referralId: $id) { stage } }';
