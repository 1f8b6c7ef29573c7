/** @jest-environment ./hub/testing/jest/outer-arrays-environment.ts */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../hub/testing/test-database.ts';
import { makeResidentId } from '../../identifiers/resident-id.ts';
import { openTestArchive, type TestArchive } from './archive/testing/open-test-archive.ts';
import { readMeta } from './dicom/read-part10.ts';
import { syntheticDataSet, uint16, uidsOf } from './dicom/testing/synthetic-object.ts';
import * as syntaxes from './dicom/transfer-syntax.ts';
import { writeElement, writePart10Header } from './dicom/write-part10.ts';
import { startDimse, type RunningDimse } from './dimse/start-dimse.ts';
import { RawAssociation } from './dimse/testing/raw-association.ts';
import { peersOf } from './hospitals/hospital-entry.ts';
import { hospitalEntry } from './hospitals/testing/hospital-entry.ts';
import type { AbstentionReason } from './inference/abstention.ts';
import { DecodePool } from './inference/decode-pool.ts';
import { InferencePool } from './inference/inference-pool.ts';
import { readImage } from './inference/read-image.ts';
import type { LoadedModel } from './models/load-model.ts';
import { openRegistry } from './models/model-registry.ts';
import { SHIPPED_MODELS } from './models/shipped-models.ts';
import { phantomObject } from './training/phantom/phantom-object.ts';

/** Everything bad through the real port; what a model makes of it is asked of the one that ships. docs/imaging-bad-input.md */

const CLASS = '1.2.840.10008.5.1.4.1.1.1.1';
const CONFLICT = 0x0111;
const PUT_ASIDE = 0xc000;

let database: TestDatabase;
let opened: TestArchive;
let server: RunningDimse;
beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  opened = await openTestArchive({ host, port, user, password, database: database.database });
  const { archive } = opened;
  server = await startDimse(
    { host: '127.0.0.1', port: 0 },
    { archive, aeTitle: 'SLUICE', peers: peersOf([hospitalEntry()]) },
  );
});
afterAll(async () => {
  await server.close();
  await opened.close();
  await database.drop();
});

async function store(
  sop: string,
  dataSet: Uint8Array,
  transferSyntaxUid = syntaxes.EXPLICIT_LITTLE_ENDIAN,
): Promise<number | null> {
  const association = await RawAssociation.open({
    port: server.port,
    calling: 'FIRST',
    called: 'SLUICE',
    sopClassUid: CLASS,
    transferSyntaxUid,
  });
  const status = await association.store(sop, dataSet);
  association.release();
  return status;
}

/** The bytes under which an object that was sent is kept, in or beside the archive. */
function keptAs(sop: string, dataSet: Uint8Array, transferSyntaxUid: string): string {
  const header = writePart10Header({ sopClassUid: CLASS, sopInstanceUid: sop, transferSyntaxUid });
  return createHash('sha256').update(header).update(dataSet).digest('hex');
}

const deep = Buffer.from('4000750253510000fffffffffeff00e0ffffffff', 'hex');
/** Few bytes when deflated, and a million values to read. */
const namesWithoutEnd = Array.from({ length: 4000 }, (_, at) => {
  const tag = `0021${(0x1000 + at).toString(16).toUpperCase()}`;
  return [tag, 'PN', 'a\\'.repeat(250)] as const;
});
const flipped = (dataSet: Buffer): Buffer => {
  const copy = Buffer.from(dataSet);
  // One bit of the length of the first element.
  copy.writeUInt8((copy[7] ?? 0) ^ 0x80, 7);
  return copy;
};

describe('an object that is not taken in is put aside with the reason, kept, and disturbs no other', () => {
  const given = { study: 80 };
  const sound = syntheticDataSet(given);
  test.each<[what: string, dataSet: Buffer, reason: string, syntax?: string]>([
    ['truncated', sound.subarray(0, -7), 'TRUNCATED'],
    ['with a flipped bit', flipped(sound), 'TRUNCATED'],
    [
      'that inflates without end',
      deflateRawSync(Buffer.alloc(70 << 20)),
      'TOO_LARGE',
      syntaxes.DEFLATED_LITTLE_ENDIAN,
    ],
    [
      'that has values without end',
      deflateRawSync(syntheticDataSet({ ...given, elements: namesWithoutEnd })),
      'TOO_LARGE',
      syntaxes.DEFLATED_LITTLE_ENDIAN,
    ],
    ['that does not inflate', sound, 'DEFLATE_INVALID', syntaxes.DEFLATED_LITTLE_ENDIAN],
    ['in another transfer syntax than it says', sound, 'TRUNCATED', syntaxes.EXPLICIT_BIG_ENDIAN],
    [
      'whose pixels are not compressed as it says',
      sound,
      'TRANSFER_SYNTAX_MISMATCH',
      syntaxes.JPEG_LS_LOSSLESS,
    ],
    [
      'whose sequences nest without end',
      Buffer.concat([sound, ...Array<Buffer>(3000).fill(deep)]),
      'MALFORMED',
    ],
    ['without identity', syntheticDataSet({ ...given, without: ['0020000D'] }), 'IDENTITY_MISSING'],
    ['that was announced as another', syntheticDataSet({ study: 81 }), 'IDENTITY_MISMATCH'],
  ])('%s', async (_what, dataSet, reason, syntax = syntaxes.EXPLICIT_LITTLE_ENDIAN) => {
    const { sop } = uidsOf(given);
    expect(await store(sop, dataSet, syntax)).toBe(PUT_ASIDE);
    const sha256 = keptAs(sop, dataSet, syntax);
    const { rows } = await opened.pool.query('SELECT reason FROM archive.rejected WHERE sha256 = $1', [
      sha256,
    ]);
    expect(rows).toEqual([{ reason }]);
    expect(await opened.archive.hasObject(sha256)).toBe(true);
    expect(await store(uidsOf({ study: 82 }).sop, syntheticDataSet({ study: 82 }))).toBe(0);
  });
});

test('a duplicate UID with other content: the original stands, the other is kept beside it', async () => {
  const { sop } = uidsOf({ study: 83 });
  const [original, other] = [syntheticDataSet({ study: 83 }), syntheticDataSet({ study: 83, rows: 20 })];
  expect([await store(sop, original), await store(sop, other)]).toEqual([0, CONFLICT]);
  const bytes = await (await opened.archive.instance(sop))!.read();
  expect(bytes.subarray(readMeta(bytes).end)).toEqual(original);
  expect(await opened.archive.hasObject(keptAs(sop, other, syntaxes.EXPLICIT_LITTLE_ENDIAN))).toBe(true);
});

test('a flipped bit among the pixels: kept as it came, and no other takes its place unseen', async () => {
  const { sop } = uidsOf({ study: 84 });
  const sound = syntheticDataSet({ study: 84 });
  const damaged = Buffer.from(sound);
  damaged.writeUInt8(damaged.readUInt8(damaged.length - 9) ^ 1, damaged.length - 9);
  expect([await store(sop, damaged), await store(sop, sound)]).toEqual([0, CONFLICT]);
  const bytes = await (await opened.archive.instance(sop))!.read();
  expect(bytes.subarray(readMeta(bytes).end)).toEqual(damaged);
});

test.each([
  ['whose check character is wrong', '23990119610304012'],
  ['that is none', 'WARD-7-BED-3'],
  ['that is missing', ''],
])('a patient ID %s: the image is kept, and is nobody’s', async (what, patientId) => {
  const study = 85 + what.length;
  const sound = makeResidentId({ division: '239901', bornOn: '1961-03-04', sequence: 12 });
  const wrong = patientId.length === 17 ? `${patientId}${sound.endsWith('5') ? '6' : '5'}` : patientId;
  const { sop } = uidsOf({ study });
  expect(await store(sop, syntheticDataSet({ study, elements: [['00100020', 'LO', wrong]] }))).toBe(0);
  const { rows } = await opened.pool.query(
    'SELECT patient_key FROM archive.instance WHERE sop_instance_uid = $1',
    [sop],
  );
  expect(rows).toEqual([{ patient_key: null }]);
});

describe('an image on which the model says nothing, and says why', () => {
  let pool: InferencePool;
  let decoders: DecodePool;
  let model: LoadedModel;
  beforeAll(async () => {
    const use = { display: 'demonstration', today: new Date('2026-11-22T00:00:00Z') } as const;
    const { models } = await openRegistry([SHIPPED_MODELS], use);
    model = models.find(({ card }) => card.name === 'chest-demonstration')!;
    pool = new InferencePool({ workers: 1, providers: ['cpu'] });
    decoders = new DecodePool({ workers: 1 });
    await pool.open(model.pool);
  });
  afterAll(async () => {
    await decoders.close();
    await pool.close();
  });

  let next = 40;
  type Change = (pixels: Buffer) => readonly (readonly [string, string, Buffer | string])[];
  const pixels =
    (change: (at: (row: number, column: number) => number, row: number, column: number) => number): Change =>
    (given) => {
      const changed = Buffer.alloc(given.length);
      const at = (row: number, column: number): number => given.readUInt16LE((row * 128 + column) * 2);
      for (let row = 0; row < 128; row++)
        for (let column = 0; column < 128; column++)
          changed.writeUInt16LE(change(at, row, column), (row * 128 + column) * 2);
      return [['7FE00010', 'OW', changed]];
    };
  const element =
    (tag: string, vr: string, value: Buffer | string): Change =>
    () => [[tag, vr, value]];
  const padding: Change = () => [
    ['00280120', 'US', uint16(0)],
    ['00280121', 'US', uint16(4095)],
  ];

  test.each<[what: string, change: Change, reason: AbstentionReason | null]>([
    ['a sound one is answered', () => [], null],
    ['inverted', pixels((at, row, column) => 4095 - at(row, column)), 'OUT_OF_DISTRIBUTION'],
    ['rotated by a quarter', pixels((at, row, column) => at(column, 127 - row)), 'OUT_OF_DISTRIBUTION'],
    ['upside down', pixels((at, row, column) => at(127 - row, column)), 'OUT_OF_DISTRIBUTION'],
    ['of a wrong body part', element('00180015', 'CS', 'KNEE'), 'BODY_PART_OUTSIDE_LIMITS'],
    ['of a child', element('00100030', 'DA', '20150101'), 'AGE_OUTSIDE_LIMITS'],
    ['with burned-in text', element('00280301', 'CS', 'YES'), 'BURNED_IN_TEXT'],
    ['whose pixels are all NaN', padding, 'NOT_FINITE'],
    ['whose pixels are beyond all numbers', element('00281053', 'DS', '1e308'), 'NOT_FINITE'],
    ['blank', pixels(() => 7), 'NO_CONTRAST'],
    [
      'that claims huge frames',
      () => [
        ['00280010', 'US', uint16(65_535)],
        ['00280011', 'US', uint16(65_535)],
      ],
      'PIXELS_UNREADABLE',
    ],
    ['with fewer pixels than it claims', element('00280010', 'US', uint16(129)), 'PIXELS_UNREADABLE'],
  ])('%s', async (_what, change, reason) => {
    const index = (next += 1);
    const studyInstanceUid = `2.25.317.900.${index}`;
    const whole = phantomObject({ seed: 5, index, studyInstanceUid });
    const plain = whole.bytes.subarray(-128 * 128 * 2);
    const elements = [...change(plain)];
    const { bytes, sopInstanceUid } = phantomObject({ seed: 5, index, studyInstanceUid, elements });
    expect(await store(sopInstanceUid, bytes.subarray(readMeta(bytes).end))).toBe(0);
    const received = await (await opened.archive.instance(sopInstanceUid))!.read();
    const { receivedSha256, facts, ready } = await decoders.decode(received, [model.card.input]);
    const origin = {
      studyInstanceUid,
      seriesInstanceUid: '',
      sopInstanceUid,
      receivedSha256,
      site: 'demonstration',
    };
    const result = await readImage(pool, model, origin, facts, ready[0]!);
    if (reason === null) expect(result.abstained).toEqual([]);
    else expect(result.abstained).toContain(reason);
    expect(result.findings).toHaveLength(reason === null ? model.card.labels.length : 0);
    expect(received.subarray(readMeta(received).end)).toEqual(bytes.subarray(readMeta(bytes).end));
  });
});

test('an element that claims four gigabytes is not believed', async () => {
  const claim = writeElement('00420011', 'OB', Buffer.alloc(2));
  claim.writeUInt32LE(0xfffffffe, 8);
  const { sop } = uidsOf({ study: 150 });
  expect(
    await store(sop, Buffer.concat([syntheticDataSet({ study: 150, without: ['7FE00010'] }), claim])),
  ).toBe(PUT_ASIDE);
});
