import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';
import { makeHoldable, makeUnholdable, runAround, type SeenRun } from './testing/held-run.ts';
import { candidatesOf } from './testing/suggested.ts';
import {
  adviserDoor,
  agreeOn,
  type Door,
  employerDoor,
  enterJobseeker,
  type HelpedSeeker,
  KEEP,
  newEmployer,
  post,
  profileDraft,
  REFER,
  vacancyDraft,
} from './testing/two-sides.ts';

/** A run of a county takes its time, and people go on meanwhile: what it proposes in the end holds then. */

const hub = testHub();
/** Where no other test has anybody. */
const COUNTY = '230129';
/** Nobody else asks or pays as much, so that each of these people fits one vacancy, and each vacancy one of them. */
const DEAR = { county: COUNTY, shift: 'NIGHT', wageLow: 1_800_000, wageHigh: 2_000_000 };
const CHOOSY = { county: COUNTY, shifts: ['NIGHT'], wageFloor: 1_900_000 };

interface Match {
  readonly licences: readonly string[];
  readonly employer: Door;
  readonly vacancyId: string;
  readonly seeker: HelpedSeeker;
}

let adviser: Door;
let filledBy: string;
const matches = new Map<string, Match>();
/** What happens while the run is held, and who sees it. */
const CHANGES: Readonly<Record<string, (match: Match) => Promise<unknown>>> = {
  'the person takes the consent back': ({ seeker }) =>
    seeker.door.get('mutation { withdrawConsent { isConsenting } }'),
  'the last place is taken': () => adviser.get(REFER, { id: filledBy }),
  'the employer takes the vacancy back': ({ employer, vacancyId }) =>
    employer.get('mutation ($id: ID!) { withdrawVacancy(vacancyId: $id) { status } }', { id: vacancyId }),
  'the person moves away': ({ seeker, licences }) =>
    seeker.door.get(KEEP, {
      profile: profileDraft({ ...CHOOSY, licences, county: '230102', maxCommuteMinutes: 1 }),
    }),
  'the employer pays less': ({ employer, vacancyId, licences }) =>
    employer.get(
      'mutation ($id: ID!, $draft: VacancyDraft!) { changeVacancy(vacancyId: $id, draft: $draft) { status } }',
      { id: vacancyId, draft: vacancyDraft({ ...DEAR, licences, wageHigh: 1_850_000 }) },
    ),
};
const UNCHANGED = 'nothing changes';
const NAMES = [UNCHANGED, ...Object.keys(CHANGES)];
const LICENCES = ['LIFT_MECHANIC', 'PHARMACIST', 'FIRE_CONTROL', 'LAWYER', 'DOCTOR', 'MINE_WORK'];

beforeAll(async () => {
  adviser = await adviserDoor(hub);
  for (const [at, name] of NAMES.entries()) {
    const licences = [LICENCES[at]!];
    const employer = await employerDoor(hub, newEmployer());
    const vacancyId = await post(employer, { ...DEAR, licences });
    matches.set(name, {
      licences,
      employer,
      vacancyId,
      seeker: await enterJobseeker(hub, { ...CHOOSY, licences }),
    });
  }
  const { licences, vacancyId } = matches.get('the last place is taken')!;
  const other = await enterJobseeker(hub, { ...CHOOSY, licences, county: '230102' });
  filledBy = await agreeOn(hub, other, vacancyId);
  for (const match of matches.values()) await onceShown(match, true);
  await makeHoldable(hub, COUNTY);
}, 300_000);
afterAll(() => makeUnholdable(hub));

/** Whether the person is shown for the vacancy, once it is so: then matching has heard of the change. */
async function onceShown({ vacancyId, seeker }: Match, isShown: boolean): Promise<void> {
  await candidatesOf(adviser, vacancyId, (names) => names.includes(seeker.pseudonym) === isShown);
}

/** Of which of the matches the run says that they could be. */
function proposedIn({ state, pairs }: SeenRun): readonly string[] {
  expect(state).toBe('DONE');
  return NAMES.filter((name) => {
    const { vacancyId, seeker } = matches.get(name)!;
    return pairs.some(
      ({ vacancy, person }) => vacancy.vacancyId === vacancyId && person.pseudonym === seeker.pseudonym,
    );
  });
}

test('a run proposes whom it finds where nothing changes, and of what changed while it went on nobody', async () => {
  const undisturbed = await runAround(hub, { adviser, county: COUNTY }, () => Promise.resolve());
  expect(proposedIn(undisturbed)).toEqual(NAMES);
  const disturbed = await runAround(hub, { adviser, county: COUNTY }, async () => {
    for (const [name, change] of Object.entries(CHANGES)) {
      await change(matches.get(name)!);
      await onceShown(matches.get(name)!, false);
    }
  });
  expect(proposedIn(disturbed)).toEqual([UNCHANGED]);
  const changed = NAMES.slice(1).map((name) => matches.get(name)!);
  const people = changed.map(({ seeker }) => seeker.pseudonym);
  const vacancies = changed.map(({ vacancyId }) => vacancyId);
  const pairs = disturbed.pairs.filter(
    ({ vacancy, person }) => people.includes(person.pseudonym) || vacancies.includes(vacancy.vacancyId),
  );
  expect(pairs).toEqual([]);
}, 300_000);
