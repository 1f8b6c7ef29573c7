import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { applyInferenceSchema } from '../inference/queue/apply-inference-schema.ts';
import type { LoadedModel } from '../models/load-model.ts';
import type { LabelCard } from '../models/model-card.ts';
import { smallCard } from '../models/testing/small-model.ts';
import { applyReportSchema } from '../reports/apply-report-schema.ts';
import { seededRandom } from '../training/seeded-random.ts';
import { applyMonitorSchema } from './apply-monitor-schema.ts';
import { readMonitors } from './read-monitors.ts';
import { startMonitors } from './start-monitors.ts';
import { heedStepDowns, liftStepDown } from './step-downs.ts';
import { plantedResult, plantImages, type PlantedImage } from './testing/plant-images.ts';
import { watchModels } from './watch-models.ts';

const NOW = new Date('2026-11-22T04:00:00Z');
const BIN_COUNT = 16;

/** Both labels speak at A; the first at B too. */
const CARD = twoSites();
function twoSites() {
  const card = smallCard();
  const [first, second] = card.labels as [LabelCard, LabelCard];
  const metrics = [...first.metrics, ...first.metrics.map((metric) => ({ ...metric, site: 'B' }))];
  return {
    ...card,
    labels: [
      { ...first, metrics, stages: { A: 'assistive', B: 'assistive' } },
      { ...second, stages: { A: 'assistive' } },
    ],
  } as const;
}
const MODEL: LoadedModel = {
  card: CARD,
  pool: { sha256: CARD.sha256, bytes: new Uint8Array(), input: CARD.input, outputs: [] },
  distribution: {
    mean: new Float64Array(4),
    precision: Float64Array.from({ length: 16 }, (_, at) => (at % 5 === 0 ? 1 : 0)),
    threshold: 9,
  },
};

const openModels = (): Promise<readonly LoadedModel[]> => Promise.resolve([MODEL]);

let database: TestDatabase;
let pool: pg.Pool;
let client: pg.PoolClient;
beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  pool = new pg.Pool({ host, port, user, password, database: database.database, max: 3 });
  client = await pool.connect();
  await client.query('CREATE SCHEMA inference; CREATE SCHEMA report; CREATE SCHEMA monitor');
  await applyInferenceSchema(client);
  await applyReportSchema(client);
  await applyMonitorSchema(client);
  await applyMonitorSchema(client);
});
beforeEach(async () => {
  await client.query('ALTER TABLE report.report DISABLE TRIGGER ALL');
  await client.query('ALTER TABLE report.finding DISABLE TRIGGER ALL');
  for (const table of ['report.finding', 'report.report', 'monitor.step_down', 'monitor.alarm'])
    await client.query(`DELETE FROM ${table}`);
  await client.query('TRUNCATE inference.job, monitor.baseline');
  await client.query('ALTER TABLE report.report ENABLE TRIGGER ALL');
  await client.query('ALTER TABLE report.finding ENABLE TRIGGER ALL');
});
afterAll(async () => {
  client.release();
  await pool.end();
  await database.drop();
});

/** Images of a site that looks as it always did, minutes apart, the last one a minute ago. */
function usual(count: number, site = 'A', stream = 1, brighter = 0): readonly PlantedImage[] {
  const random = seededRandom(41, stream);
  return Array.from({ length: count }, (_, at) => {
    const middle = 7 + brighter + random.normal();
    const heights = Array.from({ length: BIN_COUNT }, (_unused, bin) =>
      Math.exp(-(((bin - middle) / 3) ** 2)),
    );
    const sum = heights.reduce((total, height) => total + height, 0);
    return {
      site,
      at: new Date(NOW.getTime() - (count - at) * 60_000),
      embedding: Array.from({ length: 4 }, () => random.normal()),
      histogram: heights.map((height) => height / sum),
    };
  });
}
const foreign = (count: number, site = 'A'): readonly PlantedImage[] =>
  usual(count, site, 9).map((image) => ({ ...image, abstained: ['OUT_OF_DISTRIBUTION'] }));
const earlier = (images: readonly PlantedImage[], hours: number): readonly PlantedImage[] =>
  images.map((image) => ({ ...image, at: new Date(image.at.getTime() - hours * 3_600_000) }));

async function watch(at = NOW): Promise<readonly string[]> {
  const raised = await watchModels(client, openModels, at);
  return raised.map(
    ({ kind, site, label, steppedDown }) => `${kind} ${site} ${label ?? '*'}: ${steppedDown.join()}`,
  );
}
async function stages(site: string): Promise<readonly string[]> {
  const [result] = await heedStepDowns(client, [plantedResult(CARD, { site, at: NOW })]);
  return result!.findings.map(({ stage }) => stage);
}

test('a sound site raises nothing, with a baseline and with readers who mostly agree', async () => {
  const judged = usual(300).map((image, at): PlantedImage => {
    const wrong = at % 19 === 0;
    return {
      ...image,
      judged: { above: at % 5 === 0, agrees: !wrong },
      sex: at % 2 === 0 ? 'F' : 'M',
      ageYears: 20 + (at % 70),
    };
  });
  await plantImages(client, CARD, judged);
  expect(await watch()).toEqual([]);
  const { rows } = await client.query('SELECT images FROM monitor.baseline');
  expect(rows).toEqual([{ images: 200 }]);
  expect(await watch()).toEqual([]);
  expect(await stages('A')).toEqual(['assistive', 'assistive']);
});

test('foreign images make every label silent at their site at once, and at no other', async () => {
  await plantImages(client, CARD, [...foreign(12), ...usual(12, 'B', 2)]);
  expect(await watch()).toEqual(['OUT_OF_DISTRIBUTION A *: first,second']);
  expect(await stages('A')).toEqual(['silent', 'silent']);
  expect(await stages('B')).toEqual(['assistive', 'silent']);
  // The same is not told twice.
  expect(await watch()).toEqual([]);
  const { alarms, stepDowns } = await readMonitors(client);
  expect(alarms).toMatchObject([{ kind: 'OUT_OF_DISTRIBUTION', model: CARD.name, site: 'A', label: null }]);
  expect(stepDowns.map(({ site, label }) => `${site} ${label}`)).toEqual(['A first', 'A second']);
});

test('no machine lets a label speak again; a person does, and what goes on makes it silent again', async () => {
  await plantImages(client, CARD, earlier(foreign(12), 3));
  await watch(new Date(NOW.getTime() - 2 * 3_600_000));
  await plantImages(client, CARD, earlier(usual(150, 'A', 3), 0));
  await watch();
  expect(await stages('A')).toEqual(['silent', 'silent']);
  const first = { modelSha256: CARD.sha256, site: 'A', label: 'first' };
  const lift = { by: 'the committee', reason: 'the machine was mended', at: NOW };
  expect(await liftStepDown(client, first, lift)).toBe(true);
  expect(await liftStepDown(client, first, lift)).toBe(false);
  expect(await stages('A')).toEqual(['assistive', 'silent']);
  // What came before was looked at by a person.
  expect(await watch()).toEqual([]);
  const tomorrow = new Date(NOW.getTime() + 86_400_000);
  await plantImages(client, CARD, earlier(foreign(12), -23));
  expect(await watch(tomorrow)).toEqual(['OUT_OF_DISTRIBUTION A *: first,second']);
  expect(await stages('A')).toEqual(['silent', 'silent']);
  const { rows } = await client.query(
    'SELECT label, lifted_by FROM monitor.step_down ORDER BY stepped_at, label',
  );
  expect(rows).toEqual([
    { label: 'first', lifted_by: 'the committee' },
    { label: 'second', lifted_by: null },
    { label: 'first', lifted_by: null },
  ]);
});

test('readers who disagree with one label make that label silent', async () => {
  const disagreed = usual(60).map((image, at): PlantedImage => ({
    ...image,
    judged: { above: true, agrees: at % 2 === 0 },
  }));
  await plantImages(client, CARD, disagreed);
  expect(await watch()).toEqual(['AGREEMENT A first: first']);
  expect(await stages('A')).toEqual(['silent', 'assistive']);
});

test('readers who disagree for one group alone do so too', async () => {
  const judged = usual(240).map((image, at): PlantedImage => {
    const isOldWoman = at % 4 === 0;
    return {
      ...image,
      judged: { above: false, agrees: !(isOldWoman && at % 8 === 0) },
      sex: isOldWoman ? 'F' : 'M',
      ageYears: isOldWoman ? 80 : 40,
    };
  });
  await plantImages(client, CARD, judged);
  const raised = await watch();
  expect(raised).toContain('SUBGROUP A first: first');
});

test('a machine that changes is noticed by what its images look like', async () => {
  await plantImages(client, CARD, earlier(usual(200), 4));
  expect(await watch()).toEqual([]);
  const moved = usual(60, 'A', 4, 3).map((image) => ({
    ...image,
    embedding: image.embedding!.map((value) => value + 1),
  }));
  await plantImages(client, CARD, moved);
  expect(await watch()).toEqual(['EMBEDDING_SHIFT A *: first,second', 'HISTOGRAM_SHIFT A *: first,second']);
  expect(await stages('A')).toEqual(['silent', 'silent']);
});

test('jobs that fail are told and silence nobody; the alarm ends when they go well again', async () => {
  const failing = usual(30).map((image, at) => ({ ...image, canceled: at % 3 === 0 }));
  await plantImages(client, CARD, failing);
  expect(await watch()).toEqual(['OPERATIONS A *: ']);
  expect(await stages('A')).toEqual(['assistive', 'assistive']);
  const { rows: lasting } = await client.query('SELECT ended_at, detail FROM monitor.alarm');
  expect(lasting).toEqual([{ ended_at: null, detail: { canceled: 0.3333, jobs: 30 } }]);
  await watch(new Date(NOW.getTime() + 2 * 3_600_000));
  const { rows: ended } = await client.query('SELECT ended_at IS NOT NULL AS ended FROM monitor.alarm');
  expect(ended).toEqual([{ ended: true }]);
});

test('each week is counted by site and label, an image once, by its latest judgement', async () => {
  const image = (judged: { above: boolean; agrees: boolean }, days: number): PlantedImage => ({
    site: 'A',
    at: new Date(NOW.getTime() - days * 86_400_000),
    judged,
  });
  await plantImages(client, CARD, [
    image({ above: true, agrees: true }, 0),
    image({ above: true, agrees: false }, 0),
    image({ above: false, agrees: true }, 1),
    image({ above: false, agrees: false }, 8),
  ]);
  const { weeks } = await readMonitors(client);
  const of = (week: string, ...counts: readonly number[]) => ({
    week,
    modelSha256: CARD.sha256,
    site: 'A',
    label: 'first',
    truePositive: counts[0],
    falsePositive: counts[1],
    trueNegative: counts[2],
    falseNegative: counts[3],
  });
  expect(weeks).toEqual([of('2026-11-16', 1, 1, 1, 0), of('2026-11-09', 0, 0, 0, 1)]);
});

test('the monitors look by themselves, tell each alarm once, and stop when they are told', async () => {
  const near = (images: readonly PlantedImage[]): readonly PlantedImage[] =>
    images.map((image) => ({ ...image, at: new Date(Date.now() - 1_000) }));
  await plantImages(client, CARD, near(foreign(12)));
  const told: string[] = [];
  const errors: unknown[] = [];
  let looks = 0;
  const monitors = startMonitors({
    pool,
    models: () => {
      looks += 1;
      return openModels();
    },
    everyMs: 10,
    onAlarm: ({ kind }) => told.push(kind),
    onError: (error) => errors.push(error),
  });
  while (looks < 3 && errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await monitors.stop();
  expect([told, errors]).toEqual([['OUT_OF_DISTRIBUTION'], []]);
});
