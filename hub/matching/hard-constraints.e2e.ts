import { beforeAll, describe, expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';
import { candidatesOf, idsOf, namesOf, suggestionsOf } from './testing/suggested.ts';
import {
  adviserDoor,
  employerDoor,
  enterJobseeker,
  type HelpedSeeker,
  newEmployer,
  post,
} from './testing/two-sides.ts';

/** Who is not shown for a vacancy: of two people who differ in one thing, the one with whom a hard constraint does not hold. */

const hub = testHub();
/** Required of nobody else here, so that a list of a hundred holds whoever it could. */
const RARE = 'TRAIN_DRIVER';
const ALL_LICENCES = [RARE, 'TOUR_GUIDE'];

type Terms = Readonly<Record<string, unknown>>;

interface Pair {
  /** What the vacancy asks or offers, with whom it does not hold, and with whom it does. */
  readonly terms: Terms;
  readonly bars: Terms;
  readonly fits: Terms;
  /** What the one with whom it does not hold is told. */
  readonly text: string;
  readonly textChinese: string;
}

const PAIRS: Readonly<Record<string, Pair>> = {
  'a bodily demand': {
    terms: { demands: ['STANDING'] },
    bars: { cannot: ['STANDING'] },
    fits: { cannot: ['LIFTING'] },
    text: 'the work without: standing for long',
    textChinese: '岗位不再要求长时间站立',
  },
  'an accommodation': {
    terms: { accommodations: ['STEP_FREE'] },
    bars: { needs: ['STEP_FREE', 'SEATED'] },
    fits: { needs: ['STEP_FREE'] },
    text: 'the workplace offering: seated work',
    textChinese: '用人单位提供坐姿作业',
  },
  'a licence': {
    terms: { licences: ALL_LICENCES },
    bars: { licences: [RARE] },
    fits: { licences: ALL_LICENCES },
    text: "obtaining: tour guide's licence",
    textChinese: '取得导游证',
  },
  'a shift': {
    terms: { shift: 'NIGHT' },
    bars: { shifts: ['DAY'] },
    fits: { shifts: ['DAY', 'NIGHT'] },
    text: 'accepting night work',
    textChinese: '接受夜班',
  },
  'the least wage': {
    terms: { wageHigh: 600_000 },
    bars: { wageFloor: 600_100 },
    fits: { wageFloor: 600_000 },
    text: 'a floor of 6000 yuan, or an offer of 6001',
    textChinese: '期望降至6000元，或用人单位提高到6001元',
  },
  'the longest way': {
    terms: { county: '230112' },
    bars: { maxCommuteMinutes: 30 },
    fits: { maxCommuteMinutes: 180 },
    text: 'accepting 95 minutes',
    textChinese: '接受单程95分钟的通勤',
  },
  'a kind of contract': {
    terms: { contract: 'DISPATCH' },
    bars: { contracts: ['FULL_TIME'] },
    fits: { contracts: ['DISPATCH'] },
    text: 'accepting dispatched employment',
    textChinese: '接受劳务派遣',
  },
  'a bed': {
    terms: { lodging: false },
    bars: { needsLodging: true },
    fits: { needsLodging: false },
    text: 'the employer giving lodging',
    textChinese: '用人单位提供住宿',
  },
};

interface Case {
  readonly vacancyId: string;
  readonly barred: HelpedSeeker;
  readonly fitting: HelpedSeeker;
}

const cases = new Map<string, Case>();
beforeAll(async () => {
  for (const [name, { terms, bars, fits }] of Object.entries(PAIRS)) {
    const employer = await employerDoor(hub, newEmployer());
    // The one who is barred comes first: where the other is seen, both were heard of.
    const barred = await enterJobseeker(hub, { licences: [RARE], ...bars });
    const fitting = await enterJobseeker(hub, { licences: [RARE], ...fits });
    cases.set(name, { vacancyId: await post(employer, { licences: [RARE], ...terms }), barred, fitting });
  }
}, 300_000);

describe.each(Object.entries(PAIRS))('%s', (name, { text, textChinese }) => {
  test('bars the one and not the other, who differs in it alone', async () => {
    const { vacancyId, barred, fitting } = cases.get(name)!;
    const adviser = await adviserDoor(hub);
    const shown = namesOf(
      await candidatesOf(adviser, vacancyId, (names) => names.includes(fitting.pseudonym)),
    );
    expect(shown).toContain(fitting.pseudonym);
    expect(shown).not.toContain(barred.pseudonym);
  });

  test('is why nothing is suggested to the one, who is told so', async () => {
    const { vacancyId, barred, fitting } = cases.get(name)!;
    const judgementOf = async ({ door }: HelpedSeeker) => {
      const { jobseekers } = await door.get<{ jobseekers: { nodes: readonly { judgement: Judgement }[] } }>(
        `query ($id: ID!) { jobseekers { nodes {
           judgement(vacancyId: $id) { isPossible wouldChange { text textChinese } } } } }`,
        { id: vacancyId },
      );
      return jobseekers.nodes[0]?.judgement;
    };
    expect(await judgementOf(fitting)).toMatchObject({ isPossible: true });
    const suggestedTo = async ({ door }: HelpedSeeker, isWished?: (ids: readonly string[]) => boolean) =>
      idsOf(await suggestionsOf(door, isWished));
    expect(await suggestedTo(fitting, (ids) => ids.includes(vacancyId))).toContain(vacancyId);
    expect(await suggestedTo(barred)).not.toContain(vacancyId);
    // One thing is in the way, and no other.
    expect(await judgementOf(barred)).toEqual({ isPossible: false, wouldChange: [{ text, textChinese }] });
  });
});

interface Judgement {
  readonly isPossible: boolean;
  readonly wouldChange: readonly { readonly text: string; readonly textChinese: string }[];
}
