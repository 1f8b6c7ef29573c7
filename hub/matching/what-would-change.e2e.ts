import { expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';
import { onceSo } from './testing/once-so.ts';
import {
  type Door,
  employerDoor,
  enterJobseeker,
  KEEP,
  newEmployer,
  post,
  profileDraft,
  vacancyDraft,
} from './testing/two-sides.ts';

/** What a suggestion says would change it, done by whoever can: it does. */

const hub = testHub();
const COUNTY = '230126';
/** Another occupation than the wanted one, a skill that is not there and years that are too few: each can be had. */
const OFFERED = { county: COUNTY, occupation: '4-02-06-02', skills: ['budgeting'], wantedYears: 6 };
const TOLD = { county: COUNTY, skills: ['team-leading'] };
/** The wanted occupation and a skill that is there; only years are too few. */
const WANTED = { occupation: '4-02-06-01', skills: ['team-leading'], wantedYears: 30 };

type Terms = Readonly<Record<string, unknown>>;

interface Judgement {
  readonly isPossible: boolean;
  readonly score: number | null;
  readonly wouldChange: readonly { readonly text: string; readonly textChinese: string }[];
}

interface Side {
  readonly employer: Door;
  readonly seeker: Door;
  readonly vacancyId: string;
}

async function enter(offered: Terms, told: Terms): Promise<Side> {
  const employer = await employerDoor(hub, newEmployer());
  const vacancyId = await post(employer, { ...OFFERED, ...offered });
  const { door } = await enterJobseeker(hub, { ...TOLD, ...told });
  return { employer, seeker: door, vacancyId };
}

/** What the jobseeker is told of the vacancy, once it is as wished. */
function judged({ seeker, vacancyId }: Side, isSo: (judgement: Judgement) => boolean): Promise<Judgement> {
  return onceSo(
    async () => {
      const { jobseekers } = await seeker.get<{
        jobseekers: { nodes: readonly { judgement: Judgement | null }[] };
      }>(
        `query ($id: ID!) { jobseekers { nodes {
           judgement(vacancyId: $id) { isPossible score wouldChange { text textChinese } } } } }`,
        { id: vacancyId },
      );
      return jobseekers.nodes[0]?.judgement ?? null;
    },
    (seen) => seen !== null && isSo(seen),
  ) as Promise<Judgement>;
}

const keep =
  (changes: Terms) =>
  ({ seeker }: Side): Promise<unknown> =>
    seeker.get(KEEP, { profile: profileDraft({ ...TOLD, ...changes }) });

const offer =
  (changes: Terms) =>
  ({ employer, vacancyId }: Side): Promise<unknown> =>
    employer.get(
      'mutation ($id: ID!, $draft: VacancyDraft!) { changeVacancy(vacancyId: $id, draft: $draft) { status } }',
      { id: vacancyId, draft: vacancyDraft({ ...OFFERED, ...changes }) },
    );

test.each([
  {
    text: 'wanting tally clerk first',
    textChinese: '将理货员列为首选意向',
    offered: {},
    act: keep({ occupations: ['4-02-06-02'] }),
  },
  {
    text: 'acquiring a skill: budgeting',
    textChinese: '学习技能：预算管理',
    offered: {},
    act: keep({ skills: ['team-leading', 'budgeting'] }),
  },
  {
    text: '30 years of work, or the employer asking for fewer',
    textChinese: '工作满30年，或用人单位降低年限要求',
    offered: WANTED,
    act: offer({ ...WANTED, wantedYears: 0 }),
  },
])('is suggested, higher by $text', async ({ text, textChinese, offered, act }) => {
  const side = await enter(offered, {});
  const before = await judged(side, ({ isPossible }) => isPossible);
  expect(before.wouldChange).toContainEqual({ text, textChinese });
  await act(side);
  const after = await judged(side, ({ score }) => score !== before.score);
  expect(after.score!).toBeGreaterThan(before.score!);
  expect(after.wouldChange).not.toContainEqual({ text, textChinese });
});

test.each([
  {
    text: 'accepting night work',
    textChinese: '接受夜班',
    offered: { shift: 'NIGHT' },
    told: {},
    act: keep({ shifts: ['DAY', 'NIGHT'] }),
  },
  {
    text: 'the employer giving lodging',
    textChinese: '用人单位提供住宿',
    offered: { lodging: false },
    told: { needsLodging: true },
    act: offer({ lodging: true }),
  },
])('is not suggested, but would be by $text', async ({ text, textChinese, offered, told, act }) => {
  const side = await enter(offered, told);
  const before = await judged(side, () => true);
  expect(before).toMatchObject({ isPossible: false, wouldChange: [{ text, textChinese }] });
  await act(side);
  expect(await judged(side, ({ isPossible }) => isPossible)).toMatchObject({ isPossible: true });
});
