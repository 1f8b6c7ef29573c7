import pg from 'pg';
import type { PersonKey } from '../../../../identifiers/person-key.ts';
import { inTransaction } from '../../../kit/in-transaction.ts';
import { applyMarketSchema } from '../../market/apply-market-schema.ts';
import type { VacancyDraft } from '../../market/keep-vacancy.ts';
import { postgresMarketBook } from '../../market/postgres-market-book.ts';
import { draftOf, jobseekerOf, profileOf, vacancyOf } from '../../market/testing/market-fixtures.ts';
import { groupsOf } from '../../priority/groups-of.ts';
import { createKeepGroups } from '../../priority/keep-groups.ts';
import type { PriorityFacts } from '../../priority/priority-facts.ts';
import { readPriorityRules } from '../../priority/read-priority-rules.ts';
import { applyServiceSchema } from '../apply-service-schema.ts';
import type { Actor } from '../party.ts';
import type { ReferralStage } from '../referral-edges.ts';
import { ServiceDesk } from '../service-desk.ts';

export const NOW = new Date('2026-11-01T02:00:00Z');
export const TODAY = '2026-11-01';
export const COUNTY = '230102';

const NOBODY: Actor = {
  official: null,
  department: 'labour',
  region: '230100',
  organisation: null,
  roles: [],
  person: null,
};
export const ADVISER: Actor = { ...NOBODY, official: 'ea-0031', roles: ['adviser'] };
export const OTHER_ADVISER: Actor = { ...ADVISER, official: 'ea-0032' };
/** Of another city. */
export const FAR_ADVISER: Actor = { ...ADVISER, official: 'ea-0900', region: '230200' };
export const EMPLOYER: Actor = {
  ...NOBODY,
  official: 'hr-0001',
  department: 'employer',
  organisation: vacancyOf().employer,
  roles: ['employer'],
};
export const OTHER_EMPLOYER: Actor = { ...EMPLOYER, organisation: '91239900MA00000029' };
export const CIVIL_AFFAIRS: Actor = {
  ...NOBODY,
  official: 'ca-0007',
  department: 'civil-affairs',
  roles: ['application'],
};

/** Somebody by number, as they sign in. */
export function jobseeker(number: number): Actor & { readonly person: string } {
  const person = personKey(number);
  return { ...NOBODY, department: 'citizen', roles: ['jobseeker'], person };
}

/** A passport that no state issues: as many people as a test needs. */
export function personKey(number: number): PersonKey {
  return `PASSPORT:UTO-T${String(number).padStart(6, '0')}` as PersonKey;
}

/** An empty database of a test's own. */
interface OwnDatabase extends Pick<pg.ClientConfig, 'host' | 'port' | 'user' | 'password' | 'database'> {
  drop(): Promise<void>;
}

/** A database with a market, and people who act in it. */
export interface ServiceWorld {
  readonly pool: pg.Pool;
  readonly desk: ServiceDesk;
  /** The same desk on another day, at noon in China. */
  deskOn(day: string): ServiceDesk;
  /** Posts a vacancy with so many places. */
  post(places?: number, over?: Partial<VacancyDraft>): Promise<string>;
  /** Somebody with profile, consent and an open case. */
  enrol(number: number): Promise<{ readonly actor: ReturnType<typeof jobseeker>; readonly caseId: string }>;
  /** Takes a new referral of somebody who is enrolled as far as this stage; work starts on a day of November, or another. */
  referTo(stage: ReferralStage, number: number, vacancyId: string, startsOn?: string): Promise<string>;
  /** Concludes groups from facts, as the repository does after reading somebody. */
  conclude(facts: PriorityFacts, day?: string): Promise<void>;
  rows(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/** @param now when everything happens, but for what is done at a desk of another day */
export async function openServiceWorld(own: OwnDatabase, now: Date = NOW): Promise<ServiceWorld> {
  const { host, port, user, password, database } = own;
  const pool = new pg.Pool({ host, port, user, password, database, max: 8 });
  const client = await pool.connect();
  for (const schema of ['market', 'service']) await client.query(`CREATE SCHEMA ${schema}`);
  await applyMarketSchema(client);
  await applyServiceSchema(client);
  client.release();
  const deskAt = (at: Date): ServiceDesk =>
    new ServiceDesk({ pool, market: postgresMarketBook, now: () => at });
  const desk = deskAt(now);
  const keepGroups = createKeepGroups({ market: postgresMarketBook, now: () => now });
  const rules = readPriorityRules();
  let texts = 0;
  const world: ServiceWorld = {
    pool,
    desk,
    deskOn: (day) => deskAt(new Date(`${day}T04:00:00Z`)),
    post: (places = 3, over = {}) => {
      texts += 1;
      // Two alike would be told to be one.
      const draft = { ...draftOf(vacancyOf()), title: `焊工 ${texts}`, text: `第${texts}车间焊接作业。` };
      return desk.postVacancy({ ...draft, places, ...over }, EMPLOYER);
    },
    enrol: async (number) => {
      const actor = jobseeker(number);
      await desk.keepProfile(null, profileOf(jobseekerOf()), actor);
      const contact = { surname: '欧阳', givenName: `试${number}`, phone: '0451-0000000' };
      await desk.giveConsent({ contact, county: COUNTY }, actor);
      return { actor, caseId: await desk.openCase(actor.person, COUNTY, ADVISER) };
    },
    referTo: (stage, number, vacancyId, startsOn = OFFER.startsOn) =>
      walk(desk, { stage, number, vacancyId, startsOn }),
    conclude: (facts, day = TODAY) =>
      inTransaction(pool, (connection) => {
        const { personKey: key } = facts;
        return keepGroups(connection, [{ personKey: key, facts, groups: groupsOf(facts, day, rules) }], day);
      }),
    rows: async (text, values = []) => (await pool.query<Record<string, unknown>>(text, [...values])).rows,
    close: async () => {
      await pool.end();
      await own.drop();
    },
  };
  return world;
}

export const INTERVIEW = { at: '2026-11-05T01:00:00Z', words: '一号门' };
export const OFFER = { wageFen: 600_000, startsOn: '2026-11-16', words: '试用期一个月' };

async function walk(
  desk: ServiceDesk,
  {
    stage,
    number,
    vacancyId,
    startsOn,
  }: {
    readonly stage: ReferralStage;
    readonly number: number;
    readonly vacancyId: string;
    readonly startsOn: string;
  },
): Promise<string> {
  const actor = jobseeker(number);
  const referralId = await desk.proposeReferral(actor.person, vacancyId, '离家近', ADVISER);
  const steps: readonly (readonly [ReferralStage, () => Promise<string>])[] = [
    ['AGREED', () => desk.agreeToReferral(referralId, actor)],
    ['REFERRED', () => desk.refer(referralId, '', ADVISER)],
    ['INTERVIEW', () => desk.recordInterview(referralId, INTERVIEW, EMPLOYER)],
    ['OFFER', () => desk.recordOffer(referralId, { ...OFFER, startsOn }, EMPLOYER)],
    ['ACCEPTED', () => desk.acceptOffer(referralId, actor)],
  ];
  const last = steps.findIndex(([reached]) => reached === stage);
  for (const [, step] of steps.slice(0, last + 1)) await step();
  return referralId;
}
