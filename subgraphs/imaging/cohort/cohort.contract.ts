import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { makeResidentId } from '../../../identifiers/resident-id.ts';
import { openTestArchive, type TestArchive } from '../archive/testing/open-test-archive.ts';
import { asciiValue } from '../dicom/data-set.ts';
import { readPart10 } from '../dicom/read-part10.ts';
import { syntheticObject, uidsOf } from '../dicom/testing/synthetic-object.ts';
import { applyInferenceSchema } from '../inference/queue/apply-inference-schema.ts';
import { refusalsOf } from '../models/gate.ts';
import type { ModelCard } from '../models/model-card.ts';
import { smallCard } from '../models/testing/small-model.ts';
import { applyCohortSchema } from './apply-cohort-schema.ts';
import { cohortFigures, withFigures } from './cohort-figures.ts';
import { CohortRefusal } from './cohort-refusal.ts';
import { exportCohort, type ExportOptions } from './export-cohort.ts';
import { listCohorts } from './find-cohort.ts';
import { giveReading, nextToRead, openReaderStudy, studyProgress } from './reader-study.ts';
import { selectCohort, type NewCohort } from './select-cohort.ts';

const PEOPLE = 170;
/** Who never consented, and whose image holds text. */
const [UNWILLING, WITH_TEXT] = [3, 4];
const READERS = { readers: ['dr-1', 'dr-2'], adjudicator: 'dr-3' } as const;
const KEY = Buffer.alloc(32, 9);

let database: TestDatabase;
let opened: TestArchive;
let client: pg.PoolClient;
const scratch = mkdtempSync(join(tmpdir(), 'sluice-cohort-'));
const directory = join(scratch, 'export');
const withdrawn = new Set<string>([personOf(UNWILLING)]);
const consenting = (people: readonly string[]) =>
  Promise.resolve(people.filter((person) => !withdrawn.has(person)));

beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  opened = await openTestArchive({ host, port, user, password, database: database.database });
  client = await opened.pool.connect();
  await client.query('CREATE SCHEMA inference');
  await client.query('CREATE SCHEMA cohort');
  await applyInferenceSchema(client);
  await applyCohortSchema(client);
  await applyCohortSchema(client);
  for (let person = 1; person <= PEOPLE; person++) await receive(person);
});
afterAll(async () => {
  client.release();
  await opened.close();
  await database.drop();
  rmSync(scratch, { recursive: true });
});

function idOf(person: number): string {
  return makeResidentId({ division: '239901', bornOn: bornOn(person), sequence: person });
}
function personOf(person: number): string {
  return `RID:${idOf(person)}`;
}
function bornOn(person: number): string {
  return person % 4 < 2 ? '1950-03-04' : '1985-03-04';
}

async function receive(person: number): Promise<void> {
  const incoming = await opened.archive.receive();
  await incoming.write(
    syntheticObject({
      study: person,
      elements: [
        ['00100020', 'LO', idOf(person)],
        ['00100030', 'DA', bornOn(person).replaceAll('-', '')],
        ['00100040', 'CS', person % 2 === 0 ? 'F' : 'M'],
        ['00280301', 'CS', person === WITH_TEXT ? 'YES' : 'NO'],
      ],
    }),
  );
  const quota = { objectsPerDay: 1e6, bytesPerDay: 1e12 };
  await opened.archive.ingest(incoming, { hospital: 'first-hospital', receivedBy: 'C-STORE', quota });
}

const cohort = (name: string, more: Partial<NewCohort> = {}): NewCohort => ({
  name,
  criteria: { modalities: ['DX'], most: 1000 },
  dates: 'shift',
  mask: [],
  by: 'dr-9',
  siteOf: () => 'demonstration',
  key: KEY,
  ...more,
});
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof CohortRefusal ? error.message : error),
  );
const options = (more: Partial<ExportOptions> = {}): ExportOptions => ({
  directory,
  key: KEY,
  consenting,
  reader: { read: async ({ sopInstanceUid }) => (await opened.archive.instance(sopInstanceUid))!.read() },
  onProgress: () => undefined,
  signal: new AbortController().signal,
  ...more,
});
interface Manifest {
  readonly images: readonly {
    number: number;
    file: string;
    sha256: string;
    patient: string;
    ageYears: number;
  }[];
  readonly notMade: readonly { readonly reason: string; readonly zh?: string }[];
}
const manifestOf = () => JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest;

test('only images of people who consented are chosen, and only those that fit', async () => {
  expect(await selectCohort(client, cohort('chest'), consenting)).toMatchObject({
    images: PEOPLE - 1,
    people: PEOPLE - 1,
    withoutConsent: 1,
  });
  const some = cohort('old-women', { criteria: { modalities: ['DX'], sex: 'F', ageFrom: 65, most: 10 } });
  expect(await selectCohort(client, some, consenting)).toMatchObject({ images: 10, withoutConsent: 0 });
  const { rows } = await client.query<{ sex: string; age_years: number }>(
    `SELECT DISTINCT sex, age_years FROM cohort.image JOIN cohort.cohort USING (cohort_id) WHERE name = 'old-women'`,
  );
  expect(rows).toEqual([{ sex: 'F', age_years: 76 }]);
  expect(await refusal(selectCohort(client, cohort('chest'), consenting))).toContain('already');
  const none = cohort('none', { criteria: { modalities: ['MG'], most: 9 } });
  expect(await refusal(selectCohort(client, none, consenting))).toContain('no image fits');
  const elsewhere = cohort('elsewhere', { siteOf: () => null });
  expect(await refusal(selectCohort(client, elsewhere, consenting))).toContain('no image fits');
});

test('an export that was stopped goes on, and ends with a manifest of copies that tell nobody', async () => {
  const stop = new AbortController();
  const stopping = options({
    signal: stop.signal,
    onProgress: (done) => {
      if (done === 60) stop.abort(new Error('stopped'));
    },
  });
  await expect(exportCohort(client, 'chest', stopping)).rejects.toThrow('stopped');
  expect(existsSync(join(directory, 'manifest.json'))).toBe(false);
  const exported = await exportCohort(client, 'chest', options());
  expect(exported).toMatchObject({ exported: PEOPLE - 2, refused: 1, withdrawn: 0 });
  expect(exported.kept).toBeGreaterThanOrEqual(59);
  const { images, notMade } = manifestOf();
  expect(notMade).toMatchObject([
    { reason: 'BURNED_IN_TEXT', zh: expect.stringContaining('烧录文字') as unknown },
  ]);
  expect(images).toHaveLength(PEOPLE - 2);
  for (const { file, sha256, patient } of images.slice(0, 20)) {
    const bytes = readFileSync(join(directory, file));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(asciiValue(readPart10(bytes).dataSet, '00100020')).toBe(patient);
    expect(bytes.toString('latin1')).not.toMatch(/239901\d{11}|Wang|first-hospital/u);
  }
  const manifest = readFileSync(exported.manifest, 'utf8');
  expect(manifest).not.toMatch(/239901\d{11}|2\.25\.317\.|first-hospital|20261101/u);
  expect(statSync(exported.manifest).mode & 0o77).toBe(0);
  expect(createHash('sha256').update(manifest).digest('hex')).toBe(exported.manifestSha256);
});

test('a copy that was changed or lost is made again, to the same bytes', async () => {
  const [{ file, sha256 }, { file: other }] = manifestOf().images as [
    Manifest['images'][0],
    Manifest['images'][0],
  ];
  writeFileSync(join(directory, file), 'changed');
  rmSync(join(directory, other));
  expect(await exportCohort(client, 'chest', options())).toMatchObject({ kept: PEOPLE - 4 });
  expect(
    createHash('sha256')
      .update(readFileSync(join(directory, file)))
      .digest('hex'),
  ).toBe(sha256);
});

test('who withdraws consent leaves the cohort, file and all', async () => {
  const before = manifestOf().images;
  withdrawn.add(personOf(5));
  expect(await exportCohort(client, 'chest', options())).toMatchObject({
    exported: PEOPLE - 3,
    withdrawn: 1,
  });
  const now = new Set(manifestOf().images.map(({ file }) => file));
  const gone = before.filter(({ file }) => !now.has(file));
  expect(gone).toHaveLength(1);
  expect(existsSync(join(directory, gone[0]!.file))).toBe(false);
  expect(readdirSync(join(directory, 'images'))).toHaveLength(PEOPLE - 2);
  const found = (await listCohorts(client)).find(({ name }) => name === 'chest');
  expect(found?.images).toEqual({ EXPORTED: PEOPLE - 3, REFUSED: 1, WITHDRAWN: 1 });
});

test('an image that was changed in the archive since it was chosen is not copied in silence', async () => {
  const reading = options({
    directory: join(scratch, 'other'),
    reader: { read: () => Promise.resolve(syntheticObject({ study: 9999 })) },
  });
  expect(await refusal(exportCohort(client, 'old-women', reading))).toContain('is not what was selected');
});

test('a study has three different people, and nobody sees what another saw', async () => {
  const twice = { readers: ['dr-1', 'dr-1'], adjudicator: 'dr-3' } as const;
  expect(await refusal(openReaderStudy(client, 'chest', twice, ['first']))).toContain('three people');
  expect(await refusal(openReaderStudy(client, 'old-women', READERS, ['first']))).toContain('not exported');
  await openReaderStudy(client, 'chest', READERS, ['first', 'second']);
  expect(await refusal(openReaderStudy(client, 'chest', READERS, ['first']))).toContain('being read already');
  expect(await refusal(nextToRead(client, 'chest', 'dr-9'))).toContain('takes no part');
  const one = await nextToRead(client, 'chest', 'dr-1');
  expect(Object.keys(one!).sort()).toEqual(['file', 'labels', 'number', 'remaining']);
  expect(one).toMatchObject({ labels: ['first', 'second'], remaining: PEOPLE - 3 });
  expect(await nextToRead(client, 'chest', 'dr-3')).toBeNull();
  const read = (official: string, number: number, present: readonly string[]) =>
    giveReading(client, 'chest', { official, number, present });
  expect(await refusal(read('dr-3', one!.number, []))).toContain('is not to be read by dr-3');
  expect(await refusal(read('dr-1', one!.number, ['third']))).toContain('is not asked');
});

/** What is true of an image, which the readers of this test know. */
async function truthByNumber(): Promise<ReadonlyMap<number, boolean>> {
  const { rows } = await client.query<{ image_number: number; patient_key: string }>(
    `SELECT image_number, patient_key FROM cohort.image JOIN cohort.cohort USING (cohort_id) WHERE name = 'chest'`,
  );
  const people = new Map(Array.from({ length: PEOPLE }, (_, at) => [personOf(at + 1), at + 1]));
  return new Map(rows.map((row) => [row.image_number, isSick(people.get(row.patient_key)!)]));
}
const isSick = (person: number): boolean => person % 8 >= 4;

test('readings stand; where the two differ a third decides, and only there', async () => {
  const truth = await truthByNumber();
  const sees = (official: string, number: number): boolean =>
    // The first reader errs now and then.
    official === 'dr-1' && number % 10 === 0 ? !truth.get(number)! : truth.get(number)!;
  for (const official of ['dr-1', 'dr-2'])
    for (let image = await nextToRead(client, 'chest', official); image !== null;) {
      const { number } = image;
      const present = sees(official, number) ? ['first'] : [];
      await giveReading(client, 'chest', { official, number, present });
      image = await nextToRead(client, 'chest', official);
    }
  const [first, second] = await studyProgress(client, 'chest');
  const disputed = [...truth.keys()].filter((number) => number % 10 === 0).length;
  expect(Math.abs(first!.disputed - disputed)).toBeLessThanOrEqual(2);
  expect(first).toMatchObject({ label: 'first', readByBoth: PEOPLE - 3, undecided: first!.disputed });
  expect(first!.kappa).toBeGreaterThan(0.7);
  expect(second).toMatchObject({ disputed: 0, undecided: 0, kappa: null });
  const asked = await nextToRead(client, 'chest', 'dr-3');
  expect(asked?.labels).toEqual(['first']);
  for (let image = asked; image !== null; image = await nextToRead(client, 'chest', 'dr-3')) {
    const present = truth.get(image.number)! ? image.labels : [];
    await giveReading(client, 'chest', { official: 'dr-3', number: image.number, present });
  }
  expect((await studyProgress(client, 'chest'))[0]).toMatchObject({ undecided: 0 });
  const again = giveReading(client, 'chest', { official: 'dr-1', number: asked!.number, present: [] });
  expect(await refusal(again)).toContain('is not to be read');
  await expect(client.query('UPDATE cohort.reading SET present = NOT present')).rejects.toThrow('stands');
});

test('by the truth of the readers the gate lets a label be assistive, that had no figures of this site', async () => {
  const card = cardAt('demonstration');
  expect(checksOf(card)).toEqual(['OPERATING_POINT_MISSING', 'METRICS_MISSING', 'METRICS_MISSING']);
  for (let person = 1; person <= PEOPLE; person++)
    if (person !== 7) await answer(person, card.sha256, person === 8 ? ['OUT_OF_DISTRIBUTION'] : []);
  const figures = await cohortFigures(client, 'chest', card, 0.95);
  expect(figures).toMatchObject({ sites: ['demonstration'], abstained: 1, unasked: 1, images: PEOPLE - 5 });
  const [first] = figures.labels;
  expect(first!.operatingPoints).toMatchObject([{ sha256: card.sha256, site: 'demonstration', aim: 0.95 }]);
  const [everybody, ...groups] = first!.metrics;
  expect(everybody).toMatchObject({ sex: null, age: null, auc: { value: 1 } });
  expect(groups).toHaveLength(8);
  // Half of the people chose the threshold.
  expect(everybody!.images).toBeGreaterThan(PEOPLE / 3);
  expect(everybody!.images).toBeLessThan((PEOPLE * 2) / 3);
  expect(checksOf(withFigures(card, figures))).toEqual([]);
});

test('a model that was asked of nothing has no figures', async () => {
  const card = { ...cardAt('demonstration'), sha256: 'f'.repeat(64) };
  expect(await refusal(cohortFigures(client, 'chest', card, 0.95))).toContain('that the model answered');
});

function cardAt(site: string): ModelCard {
  const card = smallCard();
  const [first, second] = card.labels;
  return {
    ...card,
    labels: [
      { ...first!, stages: { [site]: 'assistive' }, metrics: [], operatingPoints: [], floor: 0.85 },
      second!,
    ],
  };
}

function checksOf(card: ModelCard): readonly string[] {
  const float = (name: string, ...shape: readonly number[]) => ({
    name,
    type: 'float32',
    shape: ['N', ...shape],
  });
  const facts = {
    sha256: card.sha256,
    opset: 13,
    inputs: [float('image', 1, 32, 32)],
    outputs: [float('logits', 2), float('features', 4, 4, 4), float('embedding', 4)],
  };
  const use = { display: 'demonstration', today: new Date('2026-11-22T00:00:00Z') } as const;
  return refusalsOf(card, facts, use).map(({ check }) => check);
}

/** What the model said of somebody's image, as the queue keeps it. */
async function answer(person: number, sha256: string, abstained: readonly string[]): Promise<void> {
  const score = (isSick(person) ? 0.7 : 0.2) + (person % 10) / 100;
  const findings =
    abstained.length > 0
      ? []
      : [
          { label: 'first', score },
          { label: 'second', score: 0.1 },
        ];
  const { study, sop } = uidsOf({ study: person });
  await client.query(
    `INSERT INTO inference.job (study_instance_uid, sop_instance_uid, hospital, model_sha256, priority, deadline_at, state,
                                transaction_uid, result, ended_at)
     VALUES ($1, $2, 'first-hospital', $3, 'ROUTINE', now(), 'COMPLETED', $4, $5, now())`,
    [study, sop, sha256, randomUUID(), JSON.stringify({ abstained, findings })],
  );
}
