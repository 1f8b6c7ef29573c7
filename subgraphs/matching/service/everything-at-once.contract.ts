import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { jobseekerOf, profileOf } from '../market/testing/market-fixtures.ts';
import { factsOf, known } from '../priority/testing/facts-of.ts';
import { holdPerson } from './hold-person.ts';
import { HOLDING_STAGES, OPEN_STAGES } from './referral-edges.ts';
import {
  ADVISER,
  COUNTY,
  EMPLOYER,
  INTERVIEW,
  jobseeker,
  OFFER,
  openServiceWorld,
  OTHER_ADVISER,
  personKey,
  type ServiceWorld,
} from './testing/service-world.ts';

/** Whatever people do in whatever order and at once: what must always hold does, and nobody blocks anybody. */
let world: ServiceWorld;
const vacancies: string[] = [];
const PEOPLE = [1, 2, 3, 4];
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
  for (const number of PEOPLE) await world.enrol(number);
  for (const places of [1, 1, 2]) vacancies.push(await world.post(places));
}, 120_000);
afterAll(() => world.close());

/** Who, to which vacancy, by which adviser. */
interface About {
  readonly number: number;
  readonly slot: number;
  readonly isOther: boolean;
}
const CONTACT = { surname: '欧阳', givenName: '试', phone: '0451-0000000' };

/** The last referral of a pair, or an id of none. */
async function referralOf({ number, slot }: About): Promise<string> {
  const [found] = await world.rows(
    `SELECT referral_id FROM service.referral WHERE person_key = $1 AND vacancy_id = $2 ORDER BY record_id DESC LIMIT 1`,
    [personKey(number), vacancies[slot]],
  );
  return String(found?.['referral_id']);
}
const caseOf = async ({ number }: About): Promise<string> => {
  const [found] = await world.rows(
    'SELECT case_id FROM service.employment_case WHERE person_key = $1 ORDER BY record_id DESC LIMIT 1',
    [personKey(number)],
  );
  return String(found?.['case_id']);
};
const adviserOf = ({ isOther }: About) => (isOther ? OTHER_ADVISER : ADVISER);

const ACTS = {
  propose: (about: About) =>
    world.desk.proposeReferral(personKey(about.number), vacancies[about.slot] ?? '', '', adviserOf(about)),
  ask: ({ number, slot }: About) =>
    world.desk.proposeReferral(null, vacancies[slot] ?? '', '', jobseeker(number)),
  agree: async (about: About) => world.desk.agreeToReferral(await referralOf(about), jobseeker(about.number)),
  refer: async (about: About) => world.desk.refer(await referralOf(about), '', adviserOf(about)),
  interview: async (about: About) => world.desk.recordInterview(await referralOf(about), INTERVIEW, EMPLOYER),
  offer: async (about: About) => world.desk.recordOffer(await referralOf(about), OFFER, EMPLOYER),
  accept: async (about: About) => world.desk.acceptOffer(await referralOf(about), jobseeker(about.number)),
  decline: async (about: About) =>
    world.desk.decline(await referralOf(about), { cause: 'OTHER', words: '' }, jobseeker(about.number)),
  turnDown: async (about: About) =>
    world.desk.decline(await referralOf(about), { cause: 'OTHER', words: '' }, EMPLOYER),
  withdraw: async (about: About) =>
    world.desk.withdraw(await referralOf(about), '另有安排', adviserOf(about)),
  withdrawVacancy: async ({ slot }: About) => {
    await world.desk.withdrawVacancy(vacancies[slot] ?? '', EMPLOYER);
    vacancies[slot] = await world.post(slot === 2 ? 2 : 1);
  },
  consent: ({ number }: About) =>
    world.desk.giveConsent({ contact: CONTACT, county: COUNTY }, jobseeker(number)),
  withdrawConsent: ({ number }: About) => world.desk.withdrawConsent(jobseeker(number)),
  unwanted: ({ number, slot }: About) =>
    world.desk.declineSuggestion(
      { what: 'COUNTY', value: `23010${slot + 2}`, reason: '不想' },
      jobseeker(number),
    ),
  profile: ({ number }: About) => world.desk.keepProfile(null, profileOf(jobseekerOf()), jobseeker(number)),
  open: (about: About) => world.desk.openCase(personKey(about.number), COUNTY, adviserOf(about)),
  close: async (about: About) =>
    world.desk.closeCase(await caseOf(about), { outcome: 'OTHER', reason: '结束' }, adviserOf(about)),
  conclude: ({ number, isOther }: About) =>
    world.conclude(
      factsOf({
        personKey: personKey(number),
        unemployedSince: known('EMPLOYMENT_REGISTRATION', isOther ? '2024-01-01' : null),
      }),
    ),
};
type ActName = keyof typeof ACTS;
/** The way of a referral: what is done already is refused, and passed over. */
const WAY = ['consent', 'open', 'propose', 'agree', 'refer', 'interview', 'offer'] as const;

const refusals = new Set<string>();
/** Only what the chain itself refuses is an answer: no deadlock, and nothing that only the tables caught. */
async function tried(act: Promise<unknown>): Promise<void> {
  try {
    await act;
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    refusals.add(error.code);
  }
}

async function walk(whom: About): Promise<void> {
  for (const name of WAY) await tried(ACTS[name](whom));
}

const names = fc.oneof(
  { weight: 1, arbitrary: fc.constant('walk' as const) },
  { weight: 2, arbitrary: fc.constantFrom(...(Object.keys(ACTS) as ActName[])) },
);
const about = fc.record({
  number: fc.constantFrom(...PEOPLE),
  slot: fc.constantFrom(0, 1, 2),
  isOther: fc.boolean(),
});
const step = fc.array(fc.tuple(names, about), { minLength: 2, maxLength: 7 });

const listed = (stages: readonly string[]): string => `(${stages.map((stage) => `'${stage}'`).join(', ')})`;
const HELD = listed([...HOLDING_STAGES, 'ACCEPTED']);
const OPEN = listed(OPEN_STAGES);

/** What must never be found. */
const NEVER: Readonly<Record<string, string>> = {
  'a place that is held for nobody, or somebody without a place': `
    SELECT vacancy_id FROM market.vacancy v WHERE filled <>
      (SELECT count(*) FROM service.referral r WHERE r.vacancy_id = v.vacancy_id AND stage IN ${HELD})`,
  'more people than places': 'SELECT vacancy_id FROM market.vacancy WHERE filled > places',
  'a vacancy that is filled and has a place': `
    SELECT vacancy_id FROM market.vacancy WHERE status = 'FILLED' AND filled < places`,
  'somebody on the way without consent': `
    SELECT r.referral_id FROM service.referral r WHERE stage IN ${OPEN} AND NOT EXISTS
      (SELECT FROM service.consent c WHERE c.person_key = r.person_key AND withdrawn_at IS NULL)`,
  'somebody on the way to a vacancy that was taken back': `
    SELECT r.referral_id FROM service.referral r JOIN market.vacancy v USING (vacancy_id)
    WHERE r.stage IN ${OPEN} AND v.status = 'WITHDRAWN'`,
  'somebody on the way under a case that is closed': `
    SELECT r.referral_id FROM service.referral r JOIN service.employment_case c USING (case_id)
    WHERE r.stage IN ${OPEN} AND c.state <> 'OPEN'`,
  'a contact without consent, or consent without one': `
    SELECT FROM (SELECT person_key FROM service.consent WHERE withdrawn_at IS NULL) AS given
      FULL JOIN service.contact c USING (person_key) WHERE (given.person_key IS NULL OR c.person_key IS NULL)`,
  'matching that thinks otherwise of consent': `
    SELECT person_key FROM market.jobseeker j WHERE consented <> EXISTS
      (SELECT FROM service.consent c WHERE c.person_key = j.person_key AND withdrawn_at IS NULL)`,
  'matching that thinks otherwise of what is declined': `
    SELECT person_key FROM market.jobseeker j WHERE jsonb_array_length(declined) <>
      (SELECT count(*) FROM service.decline d WHERE d.person_key = j.person_key AND taken_back_at IS NULL)`,
  'matching that thinks otherwise of groups': `
    SELECT person_key FROM market.jobseeker j WHERE cardinality(groups) <>
      (SELECT count(*) FROM service.priority_group g WHERE g.person_key = j.person_key AND answer = 'YES')`,
  'a history with a gap, or one that ends elsewhere': `
    SELECT referral_id FROM (
      SELECT h.referral_id, from_stage, to_stage, r.stage,
        lag(to_stage) OVER path AS before, lead(to_stage) OVER path AS after
      FROM service.stage_history h JOIN service.referral r USING (referral_id)
      WINDOW path AS (PARTITION BY h.referral_id ORDER BY h.record_id)) steps
    WHERE (from_stage IS DISTINCT FROM before OR (after IS NULL AND to_stage <> stage))`,
  'work that nobody asks after, or asking without work': `
    SELECT referral_id FROM service.referral r WHERE (CASE WHEN stage = 'ACCEPTED' THEN 3 ELSE 0 END) <>
      (SELECT count(*) FROM service.follow_up f WHERE f.referral_id = r.referral_id)`,
};

test('what must always hold does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 16 }), async (steps) => {
      for (const acts of steps)
        await Promise.all(
          acts.map(([name, whom]) => (name === 'walk' ? walk(whom) : tried(ACTS[name](whom)))),
        );
      for (const [what, query] of Object.entries(NEVER))
        expect([what, await world.rows(query)]).toEqual([what, []]);
    }),
    { numRuns: 12, seed: 20_261_122, endOnFailure: true },
  );
  // It went far enough to mean something.
  const reached = await world.rows('SELECT DISTINCT to_stage FROM service.stage_history');
  expect(reached.map((row) => row['to_stage'])).toEqual(expect.arrayContaining([...OPEN_STAGES]));
  expect([...refusals]).toEqual(expect.arrayContaining(['SERVICE_STATE', 'SERVICE_CONSENT_MISSING']));
}, 240_000);

test('somebody who asks for more at once than there are connections keeps nobody else waiting', async () => {
  const holder = await world.pool.connect();
  await holder.query('BEGIN');
  await holdPerson(holder, personKey(1));
  const asked = Array.from({ length: 14 }, () =>
    world.desk.keepProfile(null, profileOf(jobseekerOf()), jobseeker(1)),
  );
  // While the first of them waits for the lock, and the others for the first.
  const answered = await world.desk.keepProfile(null, profileOf(jobseekerOf()), jobseeker(2));
  expect(answered).toBe(personKey(2));
  await holder.query('COMMIT');
  holder.release();
  expect(await Promise.all(asked)).toEqual(Array.from({ length: 14 }, () => personKey(1)));
});
