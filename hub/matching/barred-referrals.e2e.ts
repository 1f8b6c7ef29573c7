import { describe, expect, test } from '@jest/globals';
import { testHub, type Answer } from '../testing/test-hub.ts';
import {
  ACCEPT,
  adviserDoor,
  agreeOn,
  type Door,
  employerDoor,
  enterJobseeker,
  INVITE,
  newEmployer,
  newPerson,
  OFFER,
  post,
  REFER,
  SOON,
  vacancyDraft,
} from './testing/two-sides.ts';

/** What nobody at a door can do, whoever agrees: work without the licence or the age, and a wage against the law. */

const hub = testHub();
const errorsOf = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions);
const WELDER = { occupation: '6-18-02-04', text: '车间焊接作业' };
const CHANGE =
  'mutation ($id: ID!, $draft: VacancyDraft!) { changeVacancy(vacancyId: $id, draft: $draft) { status } }';

async function placesTaken(employer: Door, vacancyId: string): Promise<unknown> {
  const { vacancy } = await employer.get<{ vacancy: { filled: number } }>(
    'query ($id: ID!) { vacancy(vacancyId: $id) { filled } }',
    { id: vacancyId },
  );
  return vacancy.filled;
}

async function stageOf(adviser: Door, id: string): Promise<unknown> {
  const { referral } = await adviser.get<{ referral: { stage: string } }>(
    'query ($id: ID!) { referral(referralId: $id) { stage } }',
    { id },
  );
  return referral.stage;
}

describe('an adviser refers nobody, and the place stays free', () => {
  test.each([
    [
      'without the licence that the law asks',
      WELDER,
      { bornIn: 1990 },
      { constraint: 'LICENCE', askedBy: 'LAW', statute: expect.stringContaining('第') },
    ],
    [
      'without a licence that only the employer asks',
      { licences: ['TOUR_GUIDE'] },
      { bornIn: 1990 },
      {
        constraint: 'LICENCE',
        askedBy: 'EMPLOYER',
        reason: expect.stringContaining('asked by the employer'),
      },
    ],
    [
      'who is too young for it by law',
      { shift: 'NIGHT' },
      { bornIn: new Date().getUTCFullYear() - 17, shifts: ['NIGHT'] },
      { constraint: 'AGE', askedBy: 'LAW', statute: '未成年人保护法 第六十一条' },
    ],
  ])('%s', async (_, vacancy, { bornIn, ...profile }, told) => {
    const employer = await employerDoor(hub, newEmployer());
    const adviser = await adviserDoor(hub);
    const seeker = await enterJobseeker(hub, profile, newPerson(bornIn));
    const vacancyId = await post(employer, vacancy);
    const id = await agreeOn(hub, seeker, vacancyId);
    const [refused] = errorsOf(await adviser.ask(REFER, { id }));
    expect(refused).toMatchObject({
      code: 'REFERRAL_BARRED',
      ...told,
      wouldChange: expect.stringMatching(/[a-z]{3}/u),
      reasonChinese: expect.stringMatching(/\p{Script=Han}/u),
      wouldChangeChinese: expect.stringMatching(/\p{Script=Han}/u),
    });
    expect([await stageOf(adviser, id), await placesTaken(employer, vacancyId)]).toEqual(['AGREED', 0]);
  });
});

test('a vacancy that the employer has made barred since is begun by nobody, and again once it is as it was', async () => {
  const employer = await employerDoor(hub, newEmployer());
  const adviser = await adviserDoor(hub);
  const seeker = await enterJobseeker(hub);
  const vacancyId = await post(employer);
  const id = await agreeOn(hub, seeker, vacancyId);
  await adviser.get(REFER, { id });
  await employer.get(INVITE, { id, at: `${SOON(3)}T01:00:00Z` });
  await employer.get(OFFER, { id, from: SOON(7) });
  await employer.get(CHANGE, { id: vacancyId, draft: vacancyDraft(WELDER) });
  const [refused] = errorsOf(await seeker.door.ask(ACCEPT, { id }));
  expect(refused).toMatchObject({
    code: 'REFERRAL_BARRED',
    constraint: 'LICENCE',
    askedBy: 'LAW',
    statute: '安全生产法 第三十条',
  });
  expect(await stageOf(adviser, id)).toBe('OFFER');
  await employer.get(CHANGE, { id: vacancyId, draft: vacancyDraft() });
  expect(await seeker.door.get(ACCEPT, { id })).toEqual({ acceptOffer: { stage: 'ACCEPTED' } });
});

test.each([
  ['a month below the minimum wage', 100_000, /below the minimum/u, /低于当地最低工资标准/u],
  ['beyond any sense', 90_000_000, /makes no sense/u, /不合理/u],
])('an employer offers no wage %s, and is told why', async (_, wage, words, wordsChinese) => {
  const employer = await employerDoor(hub, newEmployer());
  const adviser = await adviserDoor(hub);
  const id = await agreeOn(hub, await enterJobseeker(hub), await post(employer));
  await adviser.get(REFER, { id });
  await employer.get(INVITE, { id, at: `${SOON(3)}T01:00:00Z` });
  const [refused] = errorsOf(
    await employer.ask(OFFER.replace('wage: 480000', `wage: ${wage}`), { id, from: SOON(7) }),
  );
  expect(refused).toMatchObject({
    code: 'SERVICE_INPUT_INVALID',
    reason: expect.stringMatching(words),
    reasonChinese: expect.stringMatching(wordsChinese),
  });
  expect(await stageOf(adviser, id)).toBe('INTERVIEW');
});
