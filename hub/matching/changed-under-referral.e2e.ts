import { expect, test } from '@jest/globals';
import { testHub, type Answer } from '../testing/test-hub.ts';
import {
  ACCEPT,
  adviserDoor,
  agreeOn,
  employerDoor,
  enterJobseeker,
  INVITE,
  newEmployer,
  OFFER,
  post,
  REFER,
  SOON,
  vacancyDraft,
} from './testing/two-sides.ts';

/** What the employer makes of a vacancy when somebody is on the way to it: they see it, and nobody goes on to what is unlawful. */

const hub = testHub();
const codes = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions.code);
const CHANGE =
  'mutation ($id: ID!, $draft: VacancyDraft!) { changeVacancy(vacancyId: $id, draft: $draft) { status } }';
const WITHDRAW = 'mutation ($id: ID!) { withdrawVacancy(vacancyId: $id) { status } }';
const VACANCY = 'title employerCode county shift contract wageLow wageHigh status';
const OWN = `query ($id: ID!) { referral(referralId: $id) { stage vacancyChangedAt vacancy { ${VACANCY} } } }`;
const LISTED = `query ($id: ID!) { vacancy(vacancyId: $id) { title }
  vacancies(filter: { vacancyId: { eq: $id } }) { nodes { title status } } }`;

test('a vacancy made unlawful under a referral is seen by who was referred, as it is now and as changed, and leads nowhere until it is lawful', async () => {
  const firm = newEmployer();
  const [employer, adviser] = [await employerDoor(hub, firm), await adviserDoor(hub)];
  const [seeker, other] = [await enterJobseeker(hub), await enterJobseeker(hub)];
  const vacancyId = await post(employer);
  const id = await agreeOn(hub, seeker, vacancyId);
  await adviser.get(REFER, { id });
  const same = { employerCode: firm, county: '230102', contract: 'FULL_TIME', wageHigh: 600_000 };
  const day = { ...same, title: '仓库管理员', shift: 'DAY', wageLow: 450_000, status: 'OPEN' };
  expect(await seeker.door.get(OWN, { id })).toEqual({
    referral: { stage: 'REFERRED', vacancyChangedAt: null, vacancy: day },
  });
  const unlawful = { title: '夜班理货', text: '限男性，夜间值守', shift: 'NIGHT', wageLow: 300_000 };
  await employer.get(CHANGE, { id: vacancyId, draft: vacancyDraft(unlawful) });

  const { title, shift, wageLow } = unlawful;
  const seen = {
    referral: {
      stage: 'REFERRED',
      vacancyChangedAt: expect.stringMatching(/^\d{4}-/u),
      vacancy: { ...same, title, shift, wageLow, status: 'REFUSED' },
    },
  };
  expect(await seeker.door.get(OWN, { id })).toEqual(seen);
  expect(await adviser.get(OWN, { id })).toEqual(seen);
  // Whoever was never on the way to it is shown nothing of it, and the employer nothing of who was told.
  expect(await other.door.get(LISTED, { id: vacancyId })).toEqual({
    vacancy: null,
    vacancies: { nodes: [] },
  });
  const once = { vacancy: { title }, vacancies: { nodes: [{ title, status: 'REFUSED' }] } };
  for (const door of [seeker.door, adviser, employer])
    expect(await door.get(LISTED, { id: vacancyId })).toEqual(once);

  const at = `${SOON(3)}T01:00:00Z`;
  expect(codes(await employer.ask(INVITE, { id, at }))).toEqual(['VACANCY_CLOSED']);
  await employer.get(CHANGE, { id: vacancyId, draft: vacancyDraft() });
  await employer.get(INVITE, { id, at });
  await employer.get(OFFER, { id, from: SOON(7) });
  await employer.get(CHANGE, { id: vacancyId, draft: vacancyDraft(unlawful) });
  expect(codes(await seeker.door.ask(ACCEPT, { id }))).toEqual(['VACANCY_CLOSED']);
  await employer.get(CHANGE, { id: vacancyId, draft: vacancyDraft() });
  expect(await seeker.door.get(ACCEPT, { id })).toEqual({ acceptOffer: { stage: 'ACCEPTED' } });
});

test('of a vacancy that was taken back whoever was referred still sees what it was', async () => {
  const employer = await employerDoor(hub, newEmployer());
  const seeker = await enterJobseeker(hub);
  const vacancyId = await post(employer);
  const id = await agreeOn(hub, seeker, vacancyId);
  await employer.get(WITHDRAW, { id: vacancyId });
  expect(await seeker.door.get(OWN, { id })).toMatchObject({
    referral: { stage: 'WITHDRAWN', vacancy: { title: '仓库管理员', status: 'WITHDRAWN', wageLow: 450_000 } },
  });
});

test('of what was refused nobody learns to whom it is not shown: not by judging, asking or declining it, nor once it is taken back', async () => {
  const employer = await employerDoor(hub, newEmployer());
  const { door } = await enterJobseeker(hub);
  const vacancyId = await post(employer, { title: '搬运工（限男性）' });
  const JUDGED = 'query ($id: ID!) { jobseekers { nodes { judgement(vacancyId: $id) { isPossible } } } }';
  const ASK = 'mutation ($id: ID!) { askForReferral(vacancyId: $id, words: "") { stage } }';
  const DECLINE =
    'mutation ($id: String!) { declineSuggestion(what: VACANCY, value: $id, reason: "不去") { isConsenting } }';
  const learnt = async (id: string) => ({
    listed: await door.get(LISTED, { id }),
    judged: await door.get(JUDGED, { id }),
    asked: (await door.ask(ASK, { id })).body.errors,
    declined: (await door.ask(DECLINE, { id })).body.errors,
  });
  const ofNone = await learnt('V7777777777');
  expect(ofNone).toMatchObject({
    listed: { vacancy: null },
    judged: { jobseekers: { nodes: [{ judgement: null }] } },
    asked: [{ extensions: { code: 'SERVICE_UNKNOWN' } }],
    declined: [{ extensions: { code: 'SERVICE_INPUT_INVALID' } }],
  });
  expect(await learnt(vacancyId)).toEqual(ofNone);
  await employer.get(WITHDRAW, { id: vacancyId });
  expect(await learnt(vacancyId)).toEqual(ofNone);
});
