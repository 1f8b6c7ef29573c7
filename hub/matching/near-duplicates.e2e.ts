import { beforeAll, expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';
import { idsOf, suggestionsOf } from './testing/suggested.ts';
import { type Door, employerDoor, enterJobseeker, newEmployer, vacancyDraft } from './testing/two-sides.ts';

/** An employer that offers the same work again in other words. */

const hub = testHub();
/** As little else is offered, so that a list of a hundred holds whatever it could. */
const HERE = { shift: 'NIGHT', contract: 'TEMPORARY' };
const TEXT =
  '负责仓库日常管理，入库出库登记，核对单据，定期盘点，保持库区整洁，服从班组安排，提供工装，按月发薪，缴纳五险，提供午餐，节假日按规定休息。';
const SAID = { ...HERE, text: TEXT };
const SAID_OTHERWISE = { ...HERE, text: `${TEXT}待遇面议` };

const SHOWN = 'vacancyId status qualityFlag faults faultsChinese';
const POST = `mutation ($draft: VacancyDraft!) { answer: postVacancy(draft: $draft) { ${SHOWN} } }`;
const CHANGE = `mutation ($id: ID!, $draft: VacancyDraft!) { answer: changeVacancy(vacancyId: $id, draft: $draft) { ${SHOWN} } }`;

interface Answered {
  readonly vacancyId: string;
  readonly status: string;
  readonly qualityFlag: string | null;
  readonly faults: string | null;
  readonly faultsChinese: string | null;
}

async function posted(employer: Door, said: object): Promise<Answered> {
  const { answer } = await employer.get<{ answer: Answered }>(POST, { draft: vacancyDraft({ ...said }) });
  return answer;
}

const newDoor = (): Promise<Door> => employerDoor(hub, newEmployer());
const SOUND = { status: 'OPEN', qualityFlag: null, faults: null, faultsChinese: null };

/** Refused, naming the first one, with what to do about it in both languages. */
function expectRefusedBeside(first: Answered, second: Answered): void {
  expect(second).toMatchObject({ status: 'REFUSED', qualityFlag: 'NEAR_DUPLICATE' });
  expect(second.faults).toMatch(new RegExp(`nearly the same as ${first.vacancyId}.*say for both`, 'u'));
  expect(second.faultsChinese).toMatch(new RegExp(`${first.vacancyId} 内容基本相同.*两个岗位`, 'u'));
}

let seeker: Door;
beforeAll(async () => {
  ({ door: seeker } = await enterJobseeker(hub, { shifts: ['NIGHT'], contracts: ['TEMPORARY'] }));
});

test.each([
  ['accommodations', { accommodations: ['SEATED'] }],
  ['bodily demands', { demands: ['FINE_SIGHT'] }],
])(
  'nearly the same with other %s is refused to the employer, and suggested to nobody',
  async (_, otherwise) => {
    const employer = await newDoor();
    const first = await posted(employer, SAID);
    expect(first).toMatchObject(SOUND);
    const second = await posted(employer, { ...SAID_OTHERWISE, ...otherwise });
    expectRefusedBeside(first, second);
    const last = await posted(await newDoor(), { ...SAID_OTHERWISE, ...otherwise });
    // Of the three the refused one was heard of before the last.
    const ids = idsOf(await suggestionsOf(seeker, (seen) => seen.includes(last.vacancyId)));
    expect(ids).toEqual(expect.arrayContaining([first.vacancyId, last.vacancyId]));
    expect(ids).not.toContain(second.vacancyId);
  },
);

test('another employer says nearly the same, with whatever demands and accommodations, and is told nothing', async () => {
  await posted(await newDoor(), SAID);
  const others = [{}, { accommodations: ['SEATED'] }, { demands: ['FINE_SIGHT'] }];
  for (const otherwise of others)
    expect(await posted(await newDoor(), { ...SAID_OTHERWISE, ...otherwise })).toMatchObject(SOUND);
});

test('nearly the same with the same demands and accommodations is told, and stays open', async () => {
  const employer = await newDoor();
  const first = await posted(employer, SAID);
  expect(await posted(employer, SAID_OTHERWISE)).toMatchObject({
    status: 'OPEN',
    qualityFlag: 'NEAR_DUPLICATE',
    faults: expect.stringContaining(first.vacancyId),
    faultsChinese: expect.stringContaining(`${first.vacancyId} 内容基本相同`),
  });
});

test('what is changed into nearly the same is held against the others too, and no more once they are taken back', async () => {
  const employer = await newDoor();
  const first = await posted(employer, SAID);
  const second = await posted(employer, { title: '货运司机', text: '驾驶厢式货车，城际配送' });
  expect(second).toMatchObject(SOUND);
  const change = async (): Promise<Answered> => {
    const draft = vacancyDraft({ ...SAID_OTHERWISE, accommodations: ['SEATED'] });
    const { answer } = await employer.get<{ answer: Answered }>(CHANGE, { id: second.vacancyId, draft });
    return answer;
  };
  expectRefusedBeside(first, await change());
  await employer.get('mutation ($id: ID!) { withdrawVacancy(vacancyId: $id) { status } }', {
    id: first.vacancyId,
  });
  expect(await change()).toMatchObject(SOUND);
});
