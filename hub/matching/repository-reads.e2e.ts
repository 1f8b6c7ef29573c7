import { createSecretKey } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LedgerEntry } from '../../gateway/ledger/ledger-entry.ts';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { plantPlant, type PlantedPlant, type PlantWorker } from '../../province/market/closing-plant.ts';
import { readKey32 } from '../../secrets/read-secret-file.ts';
import { parseEvent } from '../../stream/parse-event.ts';
import { dataSubjectTags } from '../../subgraphs/kit/data-subject-tags.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { startOwnHub, type OwnHub } from '../testing/own-hub.ts';
import { answerTo, current, onceSeen, seen } from './testing/ask-repository.ts';
import { certifyDeath, longAtWork, monthsAgo, record, stopInsurance } from './testing/at-the-agencies.ts';
import { rowsOf } from './testing/matching-rows.ts';
import { candidatesOf, namesOf, suggestionsOf } from './testing/suggested.ts';
import {
  adviserDoor,
  CONSENT,
  type Door,
  employerDoor,
  jobseekerDoor,
  KEEP,
  newEmployer,
  post,
  profileDraft,
} from './testing/two-sides.ts';

/**
 * How the repository of a hub that runs comes to know what it knows, and that it knew it before somebody signs up. Its steps
 * follow upon each other.
 */
const STEP_MS = 300_000;
/** What agencies write of two of the three below: each of it found nowhere else, so that whoever repeats it is found out. */
const MARKS = {
  reason: 'MARK-REASON',
  difficultyClass: 'MARK-CLASS',
  occupation: 'MARK-OCCUPATION',
  unit: '标记单位',
  baseFen: 98_765_432_123,
  lastMonth: monthsAgo(4),
  kindOfDisability: 'MARK-DISABILITY',
  name: '标记姓名',
  issuedOn: '1987-06-05',
  certificate: 'MARK-CERTIFICATE',
  place: '标记地点',
  cause: 'MARK-CAUSE',
  diedOn: `${monthsAgo(1)}-07`,
} as const;

let hub: OwnHub;
let plant: PlantedPlant;
let adviser: Door;
let dismissed: PlantWorker;
let employed: PlantWorker;
let deceased: PlantWorker;

beforeAll(async () => {
  hub = await startOwnHub({
    followChanges: true,
    change: async (connect) => {
      plant = await plantPlant(connect, { workers: 30 });
    },
  });
  adviser = await adviserDoor(hub);
  [dismissed, employed, deceased] = await longAtWork(hub, plant);
  await onceSeen(adviser, dismissed, (now) => current(now)?.status === 'EMPLOYED');
}, STEP_MS);
afterAll(() => hub.stop());

/** One loses work, registers and is certified as disabled; one dies. */
async function changeAtAgencies(): Promise<void> {
  const { reason, difficultyClass, occupation, unit, baseFen, lastMonth } = MARKS;
  await record(hub, { database: 'labour', table: 'employment_registration' }, dismissed, {
    status: 'UNEMPLOYED',
    registered_on: dayInChina(new Date()),
    reason,
    difficulty_class: difficultyClass,
    occupation,
  });
  await stopInsurance(hub, dismissed, lastMonth, { unit_name: unit, base_fen: baseFen });
  await record(hub, { database: 'civil_affairs', table: 'disability_certificate' }, dismissed, {
    kind: MARKS.kindOfDisability,
    name: MARKS.name,
    grade: 1,
    issued_on: MARKS.issuedOn,
  });
  await certifyDeath(hub, deceased, {
    certificate_number: MARKS.certificate,
    died_on: MARKS.diedOn,
    place: MARKS.place,
    cause_group: MARKS.cause,
  });
}

const AGREED = [
  'agency',
  'committed_at',
  'keys',
  'kind',
  'position',
  'published_at',
  'relation',
  'sequence',
  'types',
];

interface Message {
  readonly agency: string;
  readonly position: string;
  readonly kind: string;
  readonly relation: string | null;
  readonly types: readonly string[];
  readonly keys: readonly { readonly type: string; readonly key: string }[];
}

/** Everything that the stream of the hub holds, each column of it. */
async function streamed(): Promise<readonly Message[]> {
  const rows = await rowsOf<{ event: Message }>(
    hub,
    'hub',
    'SELECT to_jsonb(event) AS event FROM stream.event ORDER BY sequence',
  );
  return rows.map(({ event }) => event);
}

test(
  'what changes at the agencies is told by keys and positions, and by none of its values',
  async () => {
    await changeAtAgencies();
    await onceSeen(adviser, deceased, (now) => current(now)?.status === 'DECEASED');
    const now = await onceSeen(adviser, dismissed, (seenNow) => answerTo(seenNow, 'DISABLED') === 'YES');
    expect(current(now)?.occupation).toBe(MARKS.occupation);

    const messages = await streamed();
    for (const [relation, { personKey }] of [
      ['employment_registration', dismissed],
      ['insurance_interval', dismissed],
      ['disability_certificate', dismissed],
      ['death_certificate', deceased],
    ] as const) {
      const told = messages.filter(({ keys }) => keys.some(({ key }) => key === personKey));
      expect(told.map((message) => message.relation)).toContain(relation);
    }
    for (const message of messages) {
      expect(Object.keys(message).toSorted()).toEqual(AGREED);
      for (const key of message.keys) expect(Object.keys(key).toSorted()).toEqual(['key', 'type']);
      // Of the form that every reader holds it to, with the time as the stream gives it.
      const { agency, position, kind, relation, types, keys } = message;
      const event = { agency, position, kind, relation, types, keys, committedAt: '2026-11-01T00:00:00Z' };
      expect(parseEvent(event)).toEqual(event);
    }
    const everything = JSON.stringify(messages);
    expect(Object.values(MARKS).filter((mark) => everything.includes(String(mark)))).toEqual([]);
  },
  STEP_MS,
);

/** The exchange in which what is held of somebody now was read. */
async function exchangeOf({ personKey }: PlantWorker): Promise<LedgerEntry> {
  const [held] = await rowsOf<{ id: string }>(
    hub,
    'matching',
    `SELECT exchange_id AS id FROM repository.person_picture
     WHERE person_key = $1 AND recorded_to IS NULL AND valid_to IS NULL`,
    [personKey],
  );
  const [entry] = await entriesOf([held!.id]);
  return entry!;
}

async function entriesOf(exchangeIds: readonly string[]): Promise<readonly LedgerEntry[]> {
  const rows = await rowsOf<{ entry: string }>(
    hub,
    'hub',
    'SELECT entry FROM ledger.entry WHERE exchange_id = ANY ($1)',
    [exchangeIds],
  );
  return rows.map(({ entry }) => JSON.parse(entry) as LedgerEntry);
}

const TABLES = ['person_picture', 'person_group', 'conflict', 'employer_picture', 'closure_signal'];

test(
  'what the repository holds was read in exchanges that were decided and are in the ledger, of its own subject and purpose',
  async () => {
    const rows = await rowsOf<{ id: string }>(
      hub,
      'matching',
      TABLES.map((table) => `SELECT exchange_id AS id FROM repository.${table}`).join(' UNION '),
    );
    const ids = rows.map(({ id }) => id);
    const entries = await entriesOf(ids);
    expect(ids.length).toBeGreaterThan(3);
    expect(entries.map(({ exchangeId }) => exchangeId).toSorted()).toEqual(ids.toSorted());
    for (const entry of entries) {
      expect(entry).toMatchObject({
        kind: 'exchange',
        subject: { application: 'employment-engine', department: 'labour', official: null },
        purpose: 'employment-service',
        outcomes: [],
      });
      expect(entry.legalBasis).toContain('就业促进法 第五十二条');
      expect(entry.policyVersion).not.toBeNull();
      expect(entry.fields.filter(({ effect, rules }) => effect !== 'permit' || rules.length === 0)).toEqual(
        [],
      );
    }
  },
  STEP_MS,
);

test(
  'the values that changed were read so, each of the person whom it is about',
  async () => {
    const tagKey = createSecretKey(readKey32(stateDirectory(hub.state).key('data-subject-tag.key')));
    for (const [person, coordinates] of [
      [
        dismissed,
        ['EmploymentRegistration.occupation', 'InsuranceInterval.toMonth', 'DisabilityCertificate.isSevere'],
      ],
      [deceased, ['DeathCertificate.diedOn']],
    ] as const) {
      const { fields, dataSubjects } = await exchangeOf(person);
      const read = fields.filter(({ use }) => use === 'project').map(({ coordinate }) => coordinate);
      expect(read).toEqual(expect.arrayContaining([...coordinates]));
      expect(dataSubjects).toEqual(expect.arrayContaining([...dataSubjectTags([person.personKey], tagKey)]));
    }
  },
  STEP_MS,
);

/** Somebody of whom the repository has known for a while keeps a profile and consents. */
async function signUp({ personKey }: PlantWorker): Promise<Door> {
  const door = await jobseekerDoor(hub, personKey);
  await door.get(KEEP, { profile: profileDraft() });
  await door.get(CONSENT);
  return door;
}

interface Told {
  readonly obstacles: string | null;
  readonly obstaclesChinese: string | null;
  readonly suggestions: readonly object[];
}

test(
  'who signs up late is held against the picture: who works or has died is matched with nothing, and told why',
  async () => {
    expect(current(await seen(adviser, employed))?.status).toBe('EMPLOYED');
    const vacancyId = await post(await employerDoor(hub, newEmployer()));
    // Whoever may be matched comes last: where he is seen, the others were heard of.
    const barred = [await signUp(employed), await signUp(deceased)];
    const free = await signUp(dismissed);
    await suggestionsOf(free, (ids) => ids.includes(vacancyId));

    const told = async (door: Door): Promise<Told> => {
      const { jobseekers } = await door.get<{ jobseekers: { nodes: readonly Told[] } }>(
        '{ jobseekers { nodes { obstacles obstaclesChinese suggestions(first: 5) { score } } } }',
      );
      return jobseekers.nodes[0]!;
    };
    const [works, dead] = await Promise.all(barred.map(told));
    expect(works).toMatchObject({
      obstacles: expect.stringContaining('registered as employed'),
      obstaclesChinese: expect.stringContaining('已就业'),
      suggestions: [],
    });
    expect(dead).toMatchObject({
      obstacles: expect.stringContaining('registered as dead'),
      obstaclesChinese: expect.stringContaining('已死亡'),
      suggestions: [],
    });
    expect((await told(free)).obstacles).toBeNull();

    const names = await Promise.all(
      [dismissed, employed, deceased].map(async (person) => (await seen(adviser, person)).pseudonym),
    );
    const shown = namesOf(
      await candidatesOf(adviser, vacancyId, (candidates) => candidates.includes(names[0]!)),
    );
    expect(shown.filter((name) => names.includes(name))).toEqual([names[0]]);
  },
  STEP_MS,
);
