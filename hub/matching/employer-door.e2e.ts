import { describe, expect, test } from '@jest/globals';
import { signToken } from '../testing/sign-token.ts';
import { testHub, type Answer } from '../testing/test-hub.ts';
import { candidatesOf, idsOf, namesOf, suggestionsOf } from './testing/suggested.ts';
import {
  adviserDoor,
  agreeOn,
  employerDoor,
  enterJobseeker,
  newEmployer,
  post,
  POST,
  REFER,
  vacancyDraft,
} from './testing/two-sides.ts';

/** What an employer does with its own vacancies, and what becomes of the people. */

const hub = testHub();
const codes = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions.code);
const SHOWN = 'status places wageHigh faults faultsChinese qualityFlag';
const CHANGE = `mutation ($id: ID!, $draft: VacancyDraft!) { changeVacancy(vacancyId: $id, draft: $draft) { ${SHOWN} } }`;
const WITHDRAW = 'mutation ($id: ID!) { withdrawVacancy(vacancyId: $id) { status } }';
const LOOK = `query ($id: ID!) { vacancy(vacancyId: $id) { ${SHOWN} } }`;
/** Required of nobody else here, so that lists of people hold whoever they could. */
const licences = ['TRACTOR_DRIVER'];

describe('an employer', () => {
  test('changes a vacancy, and people are suggested it as it is then', async () => {
    const employer = await employerDoor(hub, newEmployer());
    const { door } = await enterJobseeker(hub, { licences, wageFloor: 650_000 });
    const vacancyId = await post(employer, { licences });
    const { changeVacancy } = await employer.get<{ changeVacancy: object }>(CHANGE, {
      id: vacancyId,
      draft: vacancyDraft({ licences, wageHigh: 700_000, places: 3 }),
    });
    expect(changeVacancy).toMatchObject({ status: 'OPEN', wageHigh: 700_000, places: 3, faults: null });
    const suggested = await suggestionsOf(door, (ids) => ids.includes(vacancyId));
    const own = suggested.find(({ vacancy }) => vacancy.vacancyId === vacancyId);
    expect(own?.vacancy.wageHigh).toBe(700_000);
  });

  test('changes it into one that demands what is unlawful: refused with the reason, matched with nobody, and back', async () => {
    const employer = await employerDoor(hub, newEmployer());
    const adviser = await adviserDoor(hub);
    const { door, pseudonym } = await enterJobseeker(hub, { licences });
    const vacancyId = await post(employer, { licences });
    await candidatesOf(adviser, vacancyId, (names) => names.includes(pseudonym));
    const unlawful = vacancyDraft({ licences, text: '负责仓库日常管理，限男性，35岁以下' });
    const refused = await employer.get<{ changeVacancy: object }>(CHANGE, { id: vacancyId, draft: unlawful });
    expect(refused.changeVacancy).toMatchObject({
      status: 'REFUSED',
      qualityFlag: expect.stringMatching(/SEX.*AGE|AGE.*SEX/u),
      faults: expect.stringMatching(/[a-z]{3}/u),
      faultsChinese: expect.stringMatching(/\p{Script=Han}/u),
    });
    expect(await candidatesOf(adviser, vacancyId, (names) => names.length === 0)).toEqual([]);
    expect(idsOf(await suggestionsOf(door))).not.toContain(vacancyId);
    const back = await employer.get<{ changeVacancy: object }>(CHANGE, {
      id: vacancyId,
      draft: vacancyDraft({ licences }),
    });
    expect(back.changeVacancy).toMatchObject({ status: 'OPEN', faults: null, qualityFlag: null });
    const again = await candidatesOf(adviser, vacancyId, (names) => names.includes(pseudonym));
    expect(namesOf(again)).toContain(pseudonym);
  });

  test('tells nobody’s needs by a twin: neither posted so in another county, nor changed into it', async () => {
    const employer = await employerDoor(hub, newEmployer());
    await post(employer, { accommodations: [] });
    const twin = { county: '230103', accommodations: ['SEATED'] };
    const { postVacancy } = await employer.get<{ postVacancy: object }>(POST, { draft: vacancyDraft(twin) });
    const refused = {
      status: 'REFUSED',
      faults: expect.stringContaining('with other demands or accommodations'),
    };
    expect(postVacancy).toMatchObject(refused);
    const id = await post(employer, { county: '230103' });
    const changed = await employer.get<{ changeVacancy: object }>(CHANGE, { id, draft: vacancyDraft(twin) });
    expect(changed.changeVacancy).toMatchObject({ ...refused, qualityFlag: 'NEAR_DUPLICATE' });
  });

  test('withdraws it: referrals on their way end, everybody is told, and it stays withdrawn', async () => {
    const employer = await employerDoor(hub, newEmployer());
    const adviser = await adviserDoor(hub);
    const vacancyId = await post(employer, { places: 2 });
    const seekers = [await enterJobseeker(hub), await enterJobseeker(hub)] as const;
    await suggestionsOf(seekers[0].door, (ids) => ids.includes(vacancyId));
    const [referred, agreed] = [
      await agreeOn(hub, seekers[0], vacancyId),
      await agreeOn(hub, seekers[1], vacancyId),
    ];
    await adviser.get(REFER, { id: referred });
    expect(await employer.get(WITHDRAW, { id: vacancyId })).toEqual({
      withdrawVacancy: { status: 'WITHDRAWN' },
    });
    for (const [at, id] of [referred, agreed].entries()) {
      const told = { stage: 'WITHDRAWN', endCause: 'VACANCY_WITHDRAWN' };
      const query = 'query ($id: ID!) { referral(referralId: $id) { stage endCause } }';
      expect(await seekers[at]!.door.get(query, { id })).toEqual({ referral: told });
      expect(await adviser.get(query, { id })).toEqual({ referral: told });
    }
    // Of whom it was not told before, it is not told now.
    const received = await employer.get('{ receivedReferrals { nodes { referralId stage surname phone } } }');
    expect(received).toEqual({
      receivedReferrals: { nodes: [{ referralId: referred, stage: 'ENDED', surname: null, phone: null }] },
    });
    const gone = await suggestionsOf(seekers[0].door, (ids) => !ids.includes(vacancyId));
    expect(idsOf(gone)).not.toContain(vacancyId);
    const change = await employer.ask(CHANGE, { id: vacancyId, draft: vacancyDraft() });
    expect(codes(change)).toEqual(['SERVICE_STATE']);
  });

  test('changes and withdraws no vacancy of another: it is as if it were not there', async () => {
    const owner = await employerDoor(hub, newEmployer());
    const vacancyId = await post(owner);
    const before = await owner.get(LOOK, { id: vacancyId });
    const other = await employerDoor(hub, newEmployer());
    const answers = [
      await other.ask(CHANGE, { id: vacancyId, draft: vacancyDraft({ places: 9 }) }),
      await other.ask(WITHDRAW, { id: vacancyId }),
      await other.ask(WITHDRAW, { id: 'V9999999999' }),
    ];
    expect(answers.map(codes)).toEqual([['SERVICE_UNKNOWN'], ['SERVICE_UNKNOWN'], ['SERVICE_UNKNOWN']]);
    expect(await owner.get(LOOK, { id: vacancyId })).toEqual(before);
  });
});

describe('a legal person', () => {
  test.each([
    ['without a signed-in official', { official: undefined }],
    ['whose official names no firm', { organisation: undefined }],
  ])('%s posts, changes and withdraws nothing', async (_, claims) => {
    const organisation = newEmployer();
    const employer = await employerDoor(hub, organisation);
    const vacancyId = await post(employer, { title: '理货员' });
    const token = await signToken(hub.state, 'employer', { organisation, ...claims });
    const ask = (query: string, variables: Readonly<Record<string, unknown>>) =>
      hub.ask(query, { as: 'employer', variables, headers: { authorization: `Bearer ${token}` } });
    const answers = [
      await ask(POST, { draft: vacancyDraft() }),
      await ask(CHANGE, { id: vacancyId, draft: vacancyDraft({ places: 9 }) }),
      await ask(WITHDRAW, { id: vacancyId }),
    ];
    for (const answer of answers) expect(codes(answer)).toContain('SERVICE_OFFICIAL_REQUIRED');
    const { vacancies } = await employer.get<{ vacancies: { nodes: readonly object[] } }>(
      '{ vacancies { nodes { vacancyId status places } } }',
    );
    expect(vacancies.nodes).toEqual([{ vacancyId, status: 'OPEN', places: 1 }]);
  });
});
