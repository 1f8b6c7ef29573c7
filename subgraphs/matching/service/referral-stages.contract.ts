import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { draftOf, jobseekerOf, profileOf, vacancyOf } from '../market/testing/market-fixtures.ts';
import type { Actor } from './party.ts';
import {
  edgeOf,
  holdsPlace,
  REFERRAL_STAGES,
  type ReferralAct,
  type ReferralStage,
} from './referral-edges.ts';
import { refusedWith } from './testing/refused-with.ts';
import {
  ADVISER,
  EMPLOYER,
  FAR_ADVISER,
  INTERVIEW,
  jobseeker,
  OFFER,
  openServiceWorld,
  OTHER_EMPLOYER,
  type ServiceWorld,
} from './testing/service-world.ts';

/** Every act of every side at every stage: what the table allows is done, and everything else is refused. */
let world: ServiceWorld;
let vacancyId: string;
let number = 0;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
  vacancyId = await world.post(1_000);
}, 120_000);
afterAll(() => world.close());

const LONG = 120_000;

type Step = Exclude<ReferralAct, 'propose'>;
type DeskAct = (referralId: string, actor: Actor) => Promise<string>;

/** What each side asks for; another moment, wage or word than on the way there, so that no act is an old one again. */
const ACTS: Readonly<Record<Step, DeskAct>> = {
  agree: (id, actor) => world.desk.agreeToReferral(id, actor),
  refer: (id, actor) => world.desk.refer(id, 'now', actor),
  interview: (id, actor) => world.desk.recordInterview(id, { ...INTERVIEW, words: 'now' }, actor),
  offer: (id, actor) => world.desk.recordOffer(id, { ...OFFER, words: 'now' }, actor),
  accept: (id, actor) => world.desk.acceptOffer(id, actor),
  decline: (id, actor) => world.desk.decline(id, { cause: 'OTHER', words: 'now' }, actor),
  withdraw: (id, actor) => world.desk.withdraw(id, 'now', actor),
  lapse: (id, actor) => world.desk.lapse(id, 'now', actor),
};
const STEPS = Object.keys(ACTS) as readonly Step[];
/** An employer takes back a vacancy, and a jobseeker the consent: no single referral. */
const BY_DESK: Readonly<Record<Step, readonly ('ADVISER' | 'JOBSEEKER' | 'EMPLOYER')[]>> = {
  agree: ['JOBSEEKER'],
  refer: ['ADVISER'],
  interview: ['ADVISER', 'EMPLOYER'],
  offer: ['ADVISER', 'EMPLOYER'],
  accept: ['JOBSEEKER'],
  decline: ['JOBSEEKER', 'EMPLOYER'],
  withdraw: ['ADVISER'],
  lapse: ['ADVISER'],
};
const ENDED: Partial<Record<ReferralStage, Step>> = {
  DECLINED: 'decline',
  WITHDRAWN: 'withdraw',
  LAPSED: 'lapse',
};

/** Asked again without words it is the same, which `asked-again.contract.ts` shows. */
const WORDLESS: Partial<Record<ReferralStage, Step>> = { AGREED: 'agree', ACCEPTED: 'accept' };

/** A referral of somebody new at a stage; one that ended was referred before. */
async function referralAt(stage: ReferralStage): Promise<string> {
  number += 1;
  await world.enrol(number);
  const ending = ENDED[stage];
  if (ending === undefined) return world.referTo(stage, number, vacancyId);
  const referralId = await world.referTo('REFERRED', number, vacancyId);
  if (ending === 'decline')
    await world.desk.decline(referralId, { cause: 'WAGE', words: '' }, jobseeker(number));
  else await ACTS[ending](referralId, { ...ADVISER, official: 'ea-0099' });
  return referralId;
}

const stageOf = async (referralId: string) =>
  (await world.rows('SELECT stage FROM service.referral WHERE referral_id = $1', [referralId]))[0]?.['stage'];
const filled = async () =>
  (await world.rows('SELECT filled FROM market.vacancy WHERE vacancy_id = $1', [vacancyId]))[0]?.['filled'];

describe.each(REFERRAL_STAGES)('at %s', (stage) => {
  test(
    'what is not in the table is refused, and changes nothing',
    async () => {
      const referralId = await referralAt(stage);
      const before = await world.rows('SELECT count(*) FROM service.stage_history');
      const held = await filled();
      const sides = { ADVISER, EMPLOYER, JOBSEEKER: jobseeker(number) };
      for (const act of STEPS)
        for (const [side, actor] of Object.entries(sides) as [keyof typeof sides, Actor][]) {
          const isIts = BY_DESK[act].includes(side);
          if (isIts && edgeOf(act, stage, side) !== null) continue;
          if (WORDLESS[stage] === act) continue;
          const isUnseen = side === 'EMPLOYER' && (stage === 'PROPOSED' || stage === 'AGREED');
          const code = isIts ? (isUnseen ? 'SERVICE_UNKNOWN' : 'SERVICE_STATE') : 'SERVICE_NOT_YOURS';
          await refusedWith(code, ACTS[act](referralId, actor));
        }
      expect(await stageOf(referralId)).toBe(stage);
      expect(await filled()).toBe(held);
      expect(await world.rows('SELECT count(*) FROM service.stage_history')).toEqual(before);
    },
    LONG,
  );

  test(
    'what is in the table is done, is in the history, and holds or frees the place',
    async () => {
      for (const act of STEPS)
        for (const side of BY_DESK[act]) {
          const to = edgeOf(act, stage, side);
          if (to === null) continue;
          const referralId = await referralAt(stage);
          const held = Number(await filled());
          const actor = { ADVISER, EMPLOYER, JOBSEEKER: jobseeker(number) }[side];
          await ACTS[act](referralId, actor);
          expect([act, side, await stageOf(referralId)]).toEqual([act, side, to]);
          const isAccepted = to === 'ACCEPTED';
          const change = Number(holdsPlace(to) || isAccepted) - Number(holdsPlace(stage));
          expect([act, side, Number(await filled()) - held]).toEqual([act, side, change]);
          const [last] = await world.rows(
            `SELECT by_kind, by, act, from_stage, to_stage FROM service.stage_history WHERE referral_id = $1
             ORDER BY record_id DESC LIMIT 1`,
            [referralId],
          );
          expect(last).toEqual({
            by_kind: side,
            by: side === 'JOBSEEKER' ? null : actor.official,
            act,
            from_stage: stage,
            to_stage: to,
          });
        }
    },
    LONG,
  );
});

test('a referral of somebody else, of another city or of another employer is as if it were not there', async () => {
  const referralId = await referralAt('INTERVIEW');
  await refusedWith('SERVICE_UNKNOWN', world.desk.acceptOffer(referralId, jobseeker(999_999)));
  await refusedWith('SERVICE_UNKNOWN', world.desk.withdraw(referralId, 'r', FAR_ADVISER));
  await refusedWith('SERVICE_UNKNOWN', world.desk.recordOffer(referralId, OFFER, OTHER_EMPLOYER));
  await refusedWith('SERVICE_UNKNOWN', world.desk.recordOffer('no id at all', OFFER, EMPLOYER));
});

test('no application acts by itself, and no side for another', async () => {
  const referralId = await referralAt('AGREED');
  await refusedWith(
    'SERVICE_OFFICIAL_REQUIRED',
    world.desk.refer(referralId, '', { ...ADVISER, official: null }),
  );
  await refusedWith(
    'SERVICE_OFFICIAL_REQUIRED',
    world.desk.refer(referralId, '', { ...ADVISER, official: '' }),
  );
  await refusedWith('SERVICE_NOT_YOURS', world.desk.refer(referralId, '', jobseeker(number)));
  await refusedWith(
    'SERVICE_OFFICIAL_REQUIRED',
    world.desk.agreeToReferral(referralId, { ...jobseeker(number), person: null }),
  );
});

describe('a proposal', () => {
  const propose = (vacancy: string, actor: Actor = ADVISER) =>
    world.desk.proposeReferral(jobseeker(number).person, vacancy, '', actor);

  test('needs an open case here, consent, and a vacancy with a place that is open', async () => {
    number += 1;
    const actor = jobseeker(number);
    await refusedWith('SERVICE_CASE_MISSING', propose(vacancyId));
    const caseId = await world.desk.openCase(null, '230102', actor);
    await refusedWith('SERVICE_CASE_MISSING', propose(vacancyId));
    await world.desk.confirmCase(caseId, ADVISER);
    await refusedWith('SERVICE_CONSENT_MISSING', propose(vacancyId));
    const contact = { surname: '欧阳', givenName: '试', phone: '0451-0000000' };
    await world.desk.giveConsent({ contact, county: '230102' }, actor);
    await refusedWith('SERVICE_UNKNOWN', propose('V9999999999'));
    await refusedWith('SERVICE_CASE_MISSING', propose(vacancyId, FAR_ADVISER));
    await refusedWith('SERVICE_NOT_YOURS', propose(vacancyId, EMPLOYER));
    await refusedWith('SERVICE_NOT_YOURS', propose(vacancyId, jobseeker(999_999)));
    const later = await world.post(1, { openFrom: '2026-11-02' });
    await refusedWith('VACANCY_CLOSED', propose(later), {
      reason: 'opens on 2026-11-02',
      reasonChinese: '自2026-11-02起招聘',
    });
    const withdrawn = await world.post(1);
    await world.desk.withdrawVacancy(withdrawn, EMPLOYER);
    await refusedWith('VACANCY_CLOSED', propose(withdrawn), {
      reason: 'withdrawn by the employer',
      reasonChinese: '用人单位已撤回',
    });
    await refusedWith(
      'SERVICE_INPUT_INVALID',
      world.desk.proposeReferral(actor.person, vacancyId, '字'.repeat(2_001), ADVISER),
    );
    expect(await stageOf(await propose(vacancyId))).toBe('PROPOSED');
  });

  test('of the person is agreed with, and still is not a referral: an adviser decides that', async () => {
    number += 1;
    const { actor } = await world.enrol(number);
    const referralId = await world.desk.proposeReferral(null, vacancyId, '想去', actor);
    expect(await stageOf(referralId)).toBe('AGREED');
    await refusedWith('SERVICE_REPEATED', propose(vacancyId));
  });
});

test.each([
  ['without the licence that the law requires', { licences: [] }, 'LICENCE'],
  ['too young for it by law', { birthDate: '2008-12-01' }, 'AGE'],
])('somebody %s is referred by nobody, and the place stays free', async (_, profile, constraint) => {
  const referralId = await referralAt('AGREED');
  await world.desk.keepProfile(null, profileOf(jobseekerOf(profile)), jobseeker(number));
  const before = await world.rows('SELECT filled FROM market.vacancy WHERE vacancy_id = $1', [vacancyId]);
  await expect(world.desk.refer(referralId, '', ADVISER)).rejects.toMatchObject({
    code: 'REFERRAL_BARRED',
    detail: { constraint },
  });
  expect(await stageOf(referralId)).toBe('AGREED');
  expect(await world.rows('SELECT filled FROM market.vacancy WHERE vacancy_id = $1', [vacancyId])).toEqual(
    before,
  );
});

test('nobody is referred without a profile, nor begins work that the employer has made barred since', async () => {
  number += 1;
  const actor = jobseeker(number);
  const contact = { surname: '欧阳', givenName: '无', phone: '0451-0000000' };
  await world.desk.giveConsent({ contact, county: '230102' }, actor);
  await world.desk.openCase(actor.person, '230102', ADVISER);
  await refusedWith('REFERRAL_BARRED', world.referTo('REFERRED', number, await world.post()));
  const own = await world.post();
  number += 1;
  await world.enrol(number);
  const referralId = await world.referTo('OFFER', number, own);
  const draft = { ...draftOf(vacancyOf()), title: '另一岗位', licences: ['WELDING_WORK', 'LIFT_MECHANIC'] };
  await world.desk.changeVacancy(own, draft, EMPLOYER);
  await refusedWith('REFERRAL_BARRED', world.desk.acceptOffer(referralId, jobseeker(number)));
  expect(await stageOf(referralId)).toBe('OFFER');
});

test.each<[string, object]>([
  ['no instant', { at: 'tomorrow', words: '' }],
  ['a day that is over', { at: '2026-10-31T01:00:00Z', words: '' }],
  ['a day that nobody plans', { at: '9999-12-31T01:00:00Z', words: '' }],
  ['a time, where a deposit is asked', { ...INTERVIEW, words: '请带押金，入职须交押金500元' }],
])('an interview at %s is refused', async (_, given) => {
  const referralId = await referralAt('REFERRED');
  await refusedWith(
    'SERVICE_INPUT_INVALID',
    world.desk.recordInterview(referralId, given as typeof INTERVIEW, EMPLOYER),
  );
});

test.each([
  ['no wage', { wageFen: 0 }],
  ['half a fen', { wageFen: 0.5 }],
  ['less than the minimum wage', { wageFen: 100 }],
  ['more than makes sense', { wageFen: 90_000_000 }],
  ['a start that is over', { startsOn: '2026-10-31' }],
  ['a start that is no day', { startsOn: '2026-11-31' }],
  ['a start that nobody waits for', { startsOn: '9999-12-31' }],
  ['words that no vacancy may say', { words: '限未婚，35岁以下' }],
])('an offer with %s is refused', async (_, change) => {
  const referralId = await referralAt('INTERVIEW');
  await refusedWith(
    'SERVICE_INPUT_INVALID',
    world.desk.recordOffer(referralId, { ...OFFER, ...change }, EMPLOYER),
  );
});

test('an end needs a cause that its side has, or a reason', async () => {
  const referralId = await referralAt('REFERRED');
  const say = (cause: string, actor: Actor) => world.desk.decline(referralId, { cause, words: '' }, actor);
  await refusedWith('SERVICE_INPUT_INVALID', say('COMMUTE', EMPLOYER));
  await refusedWith('SERVICE_INPUT_INVALID', say('SKILLS', jobseeker(number)));
  await refusedWith('SERVICE_INPUT_INVALID', say('CONSENT_WITHDRAWN', jobseeker(number)));
  await refusedWith('SERVICE_INPUT_INVALID', world.desk.withdraw(referralId, ' \u0000 ', ADVISER));
  await refusedWith('SERVICE_INPUT_INVALID', world.desk.lapse(referralId, '', ADVISER));
});
