import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { plantPlant, type PlantedPlant, type PlantWorker } from '../../province/market/closing-plant.ts';
import { startOwnHub, type OwnHub } from '../testing/own-hub.ts';
import { answerTo, current, PATIENCE, seen } from './testing/ask-repository.ts';
import { longAtWork, monthsAgo, record, stopInsurance, supersede } from './testing/at-the-agencies.ts';
import { rowsOf } from './testing/matching-rows.ts';
import { onceSo } from './testing/once-so.ts';
import { adviserDoor, type Door } from './testing/two-sides.ts';

/** One change of each kind that the repository follows, at its agency, and the picture after it. Each follows upon the one before. */
const STEP_MS = 300_000;
const TODAY = dayInChina(new Date());
const BY_CLOSED_FIRM = 'INSURED_BY_CLOSED_FIRM';

let hub: OwnHub;
let plant: PlantedPlant;
let adviser: Door;
/** Two of households of their own, in towns, where nobody else is of an age to work. */
let somebody: PlantWorker;
let other: PlantWorker;

beforeAll(async () => {
  hub = await startOwnHub({
    followChanges: true,
    change: async (connect) => {
      plant = await plantPlant(connect, { workers: 80 });
    },
  });
  adviser = await adviserDoor(hub);
  const { wholeHouseholds, workers } = plant;
  const alone = workers.filter(
    ({ householdNumber }) =>
      wholeHouseholds.includes(householdNumber) &&
      workers.filter((each) => each.householdNumber === householdNumber).length === 1,
  );
  [somebody, other] = await longAtWork(hub, { ...plant, workers: alone });
}, STEP_MS);
afterAll(() => hub.stop());

const labour = (table: string) => ({ database: 'labour', table });
const picture = async () => current(await seen(adviser, somebody));
const group = async (name: string) => answerTo(await seen(adviser, somebody), name);

interface Kind {
  readonly change: () => Promise<unknown>;
  readonly look: () => Promise<string | null | undefined>;
  readonly before: string | null;
  readonly after: string;
}

const KINDS: readonly (readonly [kind: string, Kind])[] = [
  [
    'a registration',
    {
      change: () =>
        record(hub, labour('employment_registration'), somebody, {
          status: 'UNEMPLOYED',
          registered_on: TODAY,
          occupation: '4-02-06-01',
        }),
      look: async () => ((await picture())?.occupation === '4-02-06-01' ? 'named' : null),
      before: null,
      after: 'named',
    },
  ],
  [
    'social insurance',
    {
      change: () => stopInsurance(hub, somebody, monthsAgo(1)),
      look: async () => (await picture())?.status,
      before: 'EMPLOYED',
      after: 'UNEMPLOYED',
    },
  ],
  [
    'an unemployment benefit',
    {
      change: () =>
        record(hub, labour('benefit_interval'), somebody, {
          kind: 'UNEMPLOYMENT',
          monthly_fen: 150_000,
          from_month: monthsAgo(0),
        }),
      look: async () => (await picture())?.benefits,
      before: '',
      after: 'UNEMPLOYMENT',
    },
  ],
  [
    'training',
    {
      change: () =>
        record(hub, labour('training_record'), somebody, {
          occupation: '6-18-02-04',
          organiser: '市技工学校',
          hours: 120,
          started_on: TODAY,
        }),
      look: async () => (await picture())?.training,
      before: null,
      after: '6-18-02-04',
    },
  ],
  [
    'a disability',
    {
      change: () =>
        record(hub, { database: 'civil_affairs', table: 'disability_certificate' }, somebody, {
          kind: 'VISION',
          grade: 4,
          issued_on: TODAY,
        }),
      look: () => group('DISABLED'),
      before: 'NO',
      after: 'YES',
    },
  ],
  [
    'a household',
    {
      // Whoever works moves in with whoever does not.
      change: () =>
        supersede(hub, { database: 'household_registration', table: 'resident' }, other, {
          household_number: somebody.householdNumber,
        }),
      look: () => group('ZERO_EMPLOYMENT'),
      before: 'YES',
      after: 'NO',
    },
  ],
  [
    'the registration of a business',
    {
      change: () =>
        rowsOf(
          hub,
          'business_registry',
          `WITH old AS (UPDATE enterprise SET recorded_to = now() WHERE credit_code = $1 AND recorded_to IS NULL RETURNING *)
           INSERT INTO enterprise SELECT (jsonb_populate_record(NULL::enterprise, to_jsonb(old) || jsonb_build_object(
             'record_id', (SELECT max(record_id) + 1 FROM enterprise), 'recorded_from', now(), 'recorded_to', NULL,
             'status', 'REVOKED'))).* FROM old`,
          [plant.creditCode],
        ),
      // Whoever is insured by a firm that is none has a picture that is disputed.
      look: async () =>
        (await seen(adviser, other)).employmentConflicts.find(({ kind }) => kind === BY_CLOSED_FIRM)?.kind ??
        null,
      before: null,
      after: BY_CLOSED_FIRM,
    },
  ],
];

test.each(KINDS)(
  'a change of %s at its agency is seen in the picture',
  async (_, { change, look, before, after }) => {
    await onceSo(look, (now) => now === before, PATIENCE);
    await change();
    expect(await onceSo(look, (now) => now === after, PATIENCE)).toBe(after);
  },
  STEP_MS,
);
