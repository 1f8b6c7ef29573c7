import { expect, test } from '@jest/globals';
import { worldOn } from '../constraints/match-world.ts';
import type { Jobseeker } from '../market/jobseeker.ts';
import type { Vacancy } from '../market/vacancy.ts';
import { explain } from './explain.ts';
import { fittingPair } from './testing/fitting-pair.ts';
import { VacancyIndex } from './vacancy-index.ts';

const { jobseeker, vacancy } = fittingPair;
const index = new VacancyIndex(worldOn('2026-11-01'));
const others: readonly Vacancy[] = ['4-03-02-01', '6-18-02-01', '4-02-02-02'].map((occupation, i) => ({
  ...vacancy,
  vacancyId: `V000000001${i}`,
  occupation,
  skills: [],
  licences: [],
  title: '其他',
  text: '其他工作内容',
}));
for (const one of [vacancy, ...others]) index.put(one);

function said(change: Partial<Jobseeker> = {}, vacancyId = vacancy.vacancyId) {
  return explain(index.judge({ ...jobseeker, ...change }, vacancyId));
}

test('a suggestion says what each of its terms rests on', () => {
  const { en, zh } = said();
  expect(en).toContain('welder is the wanted occupation');
  expect(en).toContain('skills: arc welding; still missing: argon arc welding');
  expect(en).toContain('4500–5500 yuan a month against a floor of 4000');
  expect(en).toContain('about 20 minutes one way of at most 60');
  expect(en).toContain('5 years of work and senior secondary school; the employer would like 8');
  expect(en).toContain('both texts speak of ');
  expect(zh).toContain('焊工即为意向职业');
  expect(zh).toContain('具备技能：电弧焊；尚缺：氩弧焊');
  expect(zh).toContain('自述与岗位描述都提到：');
  expect(en + zh).not.toMatch(/what was declined|曾拒绝的/u);
});

test('how far an occupation is from the wanted one is told by the group that holds both', () => {
  const { en, zh } = said({ occupations: ['6-18-02-01'] });
  expect(en).toContain('welder is of the same minor group as the wanted ');
  expect(zh).toMatch(/焊工与意向职业\p{Script=Han}+同属一个小类/u);
});

test('words of one character are shown where there is no other', () => {
  expect(said({ text: '工，电焊' }).zh).toMatch(/都提到：电焊；/u);
});

test('what would change a suggestion is what there is most to gain by', () => {
  const changes = said().wouldChange.map(({ en }) => en);
  expect(changes).toContain('acquiring a skill: argon arc welding');
  const raised = index.judge({ ...jobseeker, skills: ['arc-welding', 'argon-welding'] }, vacancy.vacancyId);
  const before = index.judge(jobseeker, vacancy.vacancyId);
  expect(raised.kind === 'SUGGESTION' && before.kind === 'SUGGESTION' && raised.score > before.score).toBe(
    true,
  );
});

test('a refusal says what is asked, what there is and what would change it, for every violation', () => {
  const { en, wouldChange } = said({ licences: [], wageFloorFen: 600_000 });
  expect(en).toBe(
    'Not suggested: asked: special work permit: welding and cutting; there is: none; ' +
      'asked: at least 6000 yuan a month; there is: at most 5500 yuan.',
  );
  expect(wouldChange).toEqual([
    {
      en: 'obtaining: special work permit: welding and cutting',
      zh: '取得特种作业操作证（焊接与热切割）',
    },
    { en: 'a floor of 5500 yuan, or an offer of 6000', zh: '期望降至5500元，或用人单位提高到6000元' },
  ]);
});

test('what somebody needs or can not do is told to that person alone', () => {
  const judged = index.judge(
    { ...jobseeker, needs: ['SIGN_LANGUAGE'], cannot: ['STANDING'] },
    vacancy.vacancyId,
  );
  expect(explain(judged)).toEqual({
    en: 'Not suggested: the hard constraints do not all hold.',
    zh: '不推荐：不满足全部硬性条件。',
    wouldChange: [],
  });
  const own = explain(judged, 'JOBSEEKER');
  expect(own.en).toMatch(/sign language.*standing for long/u);
  expect(own.wouldChange).toHaveLength(2);
});

test('a suggestion says the same of who has needs that are met as of who has none', () => {
  const seated: Vacancy = { ...vacancy, vacancyId: 'V0000000020', accommodations: ['SEATED'] };
  index.put(seated);
  expect(said({ needs: ['SEATED'] }, seated.vacancyId)).toEqual(said({}, seated.vacancyId));
  index.remove(seated.vacancyId);
});

test('a “not this one” filters it, lowers what is like it, and is told', () => {
  const near: Vacancy = { ...vacancy, vacancyId: 'V0000000021' };
  index.put(near);
  const declined = [{ what: 'VACANCY', value: vacancy.vacancyId, reason: 'OTHER' }] as const;
  const before = index.top(jobseeker, 10);
  const after = index.top({ ...jobseeker, declined }, 10);
  const scoreOf = (all: typeof before, id: string) => all.find(({ vacancyId }) => vacancyId === id)?.score;
  expect(scoreOf(before, vacancy.vacancyId)).toBeGreaterThan(0);
  expect(scoreOf(after, vacancy.vacancyId)).toBeUndefined();
  expect(scoreOf(after, near.vacancyId)!).toBeLessThan(scoreOf(before, near.vacancyId)!);
  const words = said({ declined, skills: vacancy.skills }, near.vacancyId);
  expect(words.zh).toContain('与曾拒绝的“焊工”有相似之处');
  expect(words.wouldChange.map(({ en }) => en)).toContain('taking back the no to 焊工');
  index.remove(near.vacancyId);
});

test('who says nothing of a matter is neither raised nor sunk by it', () => {
  const judged = index.judge({ ...jobseeker, skills: [], text: '' }, vacancy.vacancyId);
  if (judged.kind === 'REFUSAL') throw new Error('was refused');
  const valueOf = (name: string) => judged.terms.find((term) => term.name === name)?.value;
  expect([valueOf('SKILLS'), valueOf('TEXT')]).toEqual([0.5, 0.5]);
  expect(explain(judged).en).toContain('no skills were named, which counts neither way');
});
