import { beforeAll, describe, expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';
import { candidatesOf, namesOf } from './suggested.ts';
import {
  adviserDoor,
  employerDoor,
  enterJobseeker,
  type HelpedSeeker,
  newEmployer,
  post,
} from './two-sides.ts';

/** Who is not shown for a vacancy: of two people who differ in one thing, the one with whom a hard constraint does not hold. */

const hub = testHub();
/** Required of nobody else here, so that a list of a hundred holds whoever it could. */
const RARE = 'TRAIN_DRIVER';
const ALL_LICENCES = [RARE, 'TOUR_GUIDE'];

type Terms = Readonly<Record<string, unknown>>;

/** What the vacancy asks or offers, with whom it does not hold, and with whom it does. */
const PAIRS: readonly (readonly [name: string, terms: Terms, bars: Terms, fits: Terms])[] = [
  ['a bodily demand', { demands: ['STANDING'] }, { cannot: ['STANDING'] }, { cannot: ['LIFTING'] }],
  [
    'an accommodation',
    { accommodations: ['STEP_FREE'] },
    { needs: ['STEP_FREE', 'SEATED'] },
    { needs: ['STEP_FREE'] },
  ],
  ['a licence', { licences: ALL_LICENCES }, { licences: [RARE] }, { licences: ALL_LICENCES }],
  ['a shift', { shift: 'NIGHT' }, { shifts: ['DAY'] }, { shifts: ['DAY', 'NIGHT'] }],
  ['the least wage', { wageHigh: 600_000 }, { wageFloor: 600_001 }, { wageFloor: 600_000 }],
  ['the longest way', { county: '230112' }, { maxCommuteMinutes: 30 }, { maxCommuteMinutes: 180 }],
  ['a kind of contract', { contract: 'DISPATCH' }, { contracts: ['FULL_TIME'] }, { contracts: ['DISPATCH'] }],
  ['a bed', { lodging: false }, { needsLodging: true }, { needsLodging: false }],
];

interface Case {
  readonly vacancyId: string;
  readonly barred: HelpedSeeker;
  readonly fitting: HelpedSeeker;
}

const cases = new Map<string, Case>();
beforeAll(async () => {
  for (const [name, terms, bars, fits] of PAIRS) {
    const employer = await employerDoor(hub, newEmployer());
    // The one who is barred comes first: where the other is seen, both were heard of.
    const barred = await enterJobseeker(hub, { licences: [RARE], ...bars });
    const fitting = await enterJobseeker(hub, { licences: [RARE], ...fits });
    cases.set(name, { vacancyId: await post(employer, { licences: [RARE], ...terms }), barred, fitting });
  }
}, 300_000);

describe.each(PAIRS.map(([name]) => name))('%s', (name) => {
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
        'query ($id: ID!) { jobseekers { nodes { judgement(vacancyId: $id) { isPossible wouldChange { text } } } } }',
        { id: vacancyId },
      );
      return jobseekers.nodes[0]?.judgement;
    };
    expect(await judgementOf(fitting)).toMatchObject({ isPossible: true });
    // One thing is in the way, and no other.
    expect(await judgementOf(barred)).toEqual({
      isPossible: false,
      wouldChange: [{ text: expect.any(String) }],
    });
  });
});

interface Judgement {
  readonly isPossible: boolean;
  readonly wouldChange: readonly { readonly text: string }[];
}
