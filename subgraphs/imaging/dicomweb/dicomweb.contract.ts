import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { generateKeyPair, type CryptoKey } from 'jose';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { noteViewing } from '../archive/note-viewing.ts';
import { openTestArchive, type TestArchive } from '../archive/testing/open-test-archive.ts';
import { syntheticObject, uidsOf, type SyntheticOptions } from '../dicom/testing/synthetic-object.ts';
import { JPEG_2000 } from '../dicom/transfer-syntax.ts';
import type { Uid } from '../dicom/uid.ts';
import { encapsulatedPixels } from '../dicom/write-part10.ts';
import { issueArchiveToken, type ArchiveToken } from './archive-token.ts';
import { createDicomweb } from './dicomweb.ts';
import { boundaryOf, multipart, partsOf } from './multipart.ts';

const tokens = { issuer: 'https://issuer.sluice.invalid', audience: 'archive' };
const HOSPITAL = { use: 'hospital', hospital: 'first-hospital', credential: 'held' } as const;
const viewer = (study: string) => ({ use: 'view', study: study as Uid }) as const;

let database: TestDatabase;
let opened: TestArchive;
let app: FastifyInstance;
let key: CryptoKey;
beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  opened = await openTestArchive({ host, port, user, password, database: database.database });
  const pair = await generateKeyPair('EdDSA');
  key = pair.privateKey;
  const quota = { objectsPerDay: 1000, bytesPerDay: 1e9 };
  const quotas = {
    'first-hospital': quota,
    'second-hospital': quota,
    'small-hospital': { ...quota, objectsPerDay: 0 },
  };
  app = createDicomweb({
    ...{ archive: opened.archive, publicKey: pair.publicKey, tokens, quotas },
    holdsCredential: (_hospital, credential) => Promise.resolve(credential === 'held'),
    noteViewing: (viewing) => noteViewing(opened.pool, viewing),
  });
});
afterAll(async () => {
  await app.close();
  await opened.close();
  await database.drop();
});

const bearer = async (token: ArchiveToken, settings = tokens, seconds = 60) => ({
  authorization: `Bearer ${await issueArchiveToken(token, key, settings, seconds)}`,
});
async function stow(objects: readonly Buffer[], token: ArchiveToken = HOSPITAL) {
  const { contentType, body } = multipart(
    'application/dicom',
    objects.map((bytes) => ({ type: 'application/dicom', bytes })),
  );
  const headers = { ...(await bearer(token)), 'content-type': contentType };
  return app.inject({ method: 'POST', url: '/dicom-web/studies', headers, payload: body });
}
const get = async (url: string, token: ArchiveToken = HOSPITAL) =>
  app.inject({ url: `/dicom-web${url}`, headers: await bearer(token) });
const pathOf = (options: SyntheticOptions) => {
  const { study, series, sop } = uidsOf(options);
  return `/studies/${study}/series/${series}/instances/${sop}`;
};

describe('STOW-RS', () => {
  test('stores what it is sent, and says of each object what became of it', async () => {
    const [one, two] = [syntheticObject({ study: 50 }), syntheticObject({ study: 50, instance: 2 })];
    expect((await stow([one, two])).statusCode).toBe(200);
    expect(await (await opened.archive.instance(uidsOf({ study: 50 }).sop))!.read()).toEqual(one);
    const mixed = await stow([one, Buffer.from('no image'), syntheticObject({ study: 50, rows: 20 })]);
    expect(mixed.statusCode).toBe(202);
    expect(mixed.json()).toMatchObject({
      '00081199': { Value: [{ '00081155': { Value: [uidsOf({ study: 50 }).sop] } }] },
      '00081198': {
        Value: [
          { '00081197': { Value: [0xc000] }, '00000902': { Value: ['NOT_DICOM'] } },
          { '00081197': { Value: [0x0111] } },
        ],
      },
    });
    expect((await stow([Buffer.from('no image')])).statusCode).toBe(409);
  });

  test('refuses by status what is beyond the quota, too large or no such body', async () => {
    const quota = await stow([syntheticObject({ study: 51 })], {
      use: 'hospital',
      hospital: 'small-hospital',
      credential: 'held',
    });
    expect(quota.statusCode).toBe(429);
    expect((await stow([Buffer.alloc(5 * 1024 * 1024)])).statusCode).toBe(413);
    const headers = { ...(await bearer(HOSPITAL)), 'content-type': 'application/json' };
    const other = await app.inject({ method: 'POST', url: '/dicom-web/studies', headers, payload: '{}' });
    expect([other.statusCode, other.json()]).toMatchObject([415, { error: { code: 'IMAGE_MEDIA_TYPE' } }]);
  });
});

test.each(['\r\n--b\r\nA: b\r\n\r\n', '--b\r\n\r\nx', 'nothing', '--b'])(
  'a body that is cut off at %j is refused',
  async (text) => {
    async function* body() {
      await nextTurn();
      yield Buffer.from(text);
    }
    const read = async (): Promise<void> => {
      for await (const { content } of partsOf(body(), 'b'))
        for await (const part of content) expect(part.length).toBeGreaterThan(0);
    };
    await expect(read()).rejects.toMatchObject({ code: 'IMAGE_MEDIA_TYPE' });
  },
);

test('a body is taken apart wherever it is cut into chunks', async () => {
  const given = [Buffer.from('one\r\n--'), Buffer.alloc(0), Buffer.from('\r\n--c\r\n\r\n')];
  const { contentType, body } = multipart(
    'application/dicom',
    given.map((bytes) => ({ type: 'x/y', bytes })),
  );
  for (const size of [1, 2, 7, 1000]) {
    async function* chunks() {
      await nextTurn();
      for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
    }
    const found: Buffer[] = [];
    for await (const { content } of partsOf(chunks(), boundaryOf(contentType))) {
      const parts: Uint8Array[] = [];
      for await (const part of content) parts.push(part);
      found.push(Buffer.concat(parts));
    }
    expect(found).toEqual(given);
  }
});

describe('QIDO-RS', () => {
  beforeAll(async () => {
    const gb = (study: number) =>
      syntheticObject({
        study,
        elements: [
          ['00080005', 'CS', 'GB18030'],
          ['00100010', 'PN', Buffer.from('cdf55ed0a1b6ab', 'hex')],
        ],
      });
    await stow([gb(52), gb(53), gb(54)]);
  });

  test('finds by a Chinese name that was written in GB18030, page by page', async () => {
    const uids = async (query: string) =>
      (await get(`/studies?${query}`))
        .json<Record<string, { Value: string[] }>[]>()
        .map((each) => each['0020000D']!.Value[0]);
    const name = `PatientName=${encodeURIComponent('王^小东')}`;
    expect(await uids(name)).toEqual(['2.25.317.52', '2.25.317.53', '2.25.317.54']);
    expect(await uids(`${name}&limit=2&offset=2`)).toEqual(['2.25.317.54']);
    expect(
      await uids(`00100010=${encodeURIComponent('*小东')}&StudyInstanceUID=2.25.317.53&includefield=all`),
    ).toEqual(['2.25.317.53']);
  });

  test('goes down to series and instances, and says where each is', async () => {
    const answer = await get('/studies/2.25.317.52/series/2.25.317.52.1/instances');
    const [instance] = answer.json<Record<string, { Value: string[] }>[]>();
    expect(instance!['00081190']!.Value[0]).toMatch(
      /\/dicom-web\/studies\/2\.25\.317\.52\/series\/2\.25\.317\.52\.1\/instances\/2\.25\.317\.52\.1\.1$/u,
    );
    expect((await get('/studies?Nonsense=1')).json()).toMatchObject({
      error: { code: 'IMAGE_QUERY_INVALID' },
    });
  });
});

describe('WADO-RS', () => {
  const options = { study: 55 };
  const object = syntheticObject(options);
  beforeAll(() => stow([object]));

  test('gives the object as it was received', async () => {
    const answer = await get(pathOf(options));
    const content = answer.rawPayload.subarray(
      answer.rawPayload.indexOf('\r\n\r\n') + 4,
      answer.rawPayload.lastIndexOf('\r\n--'),
    );
    expect(content).toEqual(object);
  });

  test('gives frames and metadata', async () => {
    const frame = await get(`${pathOf(options)}/frames/1`);
    expect(frame.headers['content-type']).toContain('multipart/related; type="application/octet-stream"');
    expect(frame.body).toContain('transfer-syntax=1.2.840.10008.1.2.1');
    expect(frame.rawPayload.includes(object.subarray(-512))).toBe(true);
    expect((await get(`${pathOf(options)}/frames/2`)).statusCode).toBe(404);
    const metadata = (await get('/studies/2.25.317.55/metadata')).json<unknown[]>();
    expect(metadata).toMatchObject([
      { '00280010': { Value: [16] }, '00100010': { Value: [{ Ideographic: '王^小红' }] } },
    ]);
  });
});

describe('frames', () => {
  const options = { study: 58 };
  // Every other frame, by its offset table, is the whole of the pixel data.
  const table = Buffer.alloc(16);
  for (const at of [4, 12]) table.writeUInt32LE(0x7fff_ffff, at);
  const overlapping = Buffer.concat([
    syntheticObject({
      ...options,
      transferSyntaxUid: JPEG_2000,
      without: ['7FE00010'],
      elements: [['00280008', 'IS', '4']],
    }),
    encapsulatedPixels([table, ...Array.from({ length: 5 }, () => Buffer.alloc(1000))]),
  ]);
  beforeAll(() => stow([syntheticObject({ study: 59 }), overlapping]));

  test.each(['1,1', '1,2,1', '1,01', '0', '1,', 'x', Array.from({ length: 65 }, (_, at) => at + 1).join()])(
    'as %s are refused',
    async (frames) => {
      const answer = await get(`${pathOf({ study: 59 })}/frames/${frames}`);
      expect([answer.statusCode, answer.json()]).toMatchObject([
        400,
        { error: { code: 'IMAGE_QUERY_INVALID', filter: 'frames' } },
      ]);
    },
  );

  test('that lie over each other are not given together', async () => {
    const [one, both] = await Promise.all(
      ['1', '1,3'].map((frames) => get(`${pathOf(options)}/frames/${frames}`)),
    );
    expect([one!.statusCode, both!.statusCode]).toEqual([200, 404]);
  });

  test('and studies of long names are refused by us, and not repeated', async () => {
    const long = '9'.repeat(2000);
    const urls = [`${pathOf({ study: 59 })}/frames/${long}`, `/studies/${long}/metadata`];
    const answers = await Promise.all(urls.map((url) => get(url)));
    expect(answers.map((each) => [each.statusCode, each.json<unknown>()])).toMatchObject([
      [400, { error: { code: 'IMAGE_QUERY_INVALID' } }],
      [404, { error: { code: 'IMAGE_UNKNOWN' } }],
    ]);
    for (const { body } of answers) expect(body).not.toContain(long);
  });
});

describe('a token', () => {
  const url = '/dicom-web/studies/2.25.317.56/metadata';
  beforeAll(() => stow([syntheticObject({ study: 56 })]));

  test('of a viewer reaches one study, to see it', async () => {
    expect((await get('/studies/2.25.317.56/metadata', viewer('2.25.317.56'))).statusCode).toBe(200);
    expect((await get('/studies/2.25.317.56/metadata', viewer('2.25.317.55'))).statusCode).toBe(403);
    expect((await get('/studies?StudyInstanceUID=2.25.317.55', viewer('2.25.317.56'))).statusCode).toBe(403);
    expect((await get('/studies', viewer('2.25.317.56'))).json()).toHaveLength(1);
    expect((await stow([syntheticObject({ study: 57 })], viewer('2.25.317.57'))).statusCode).toBe(403);
  });

  test('that the graph gave leaves every request behind, also one that is refused, and no name', async () => {
    const token: ArchiveToken = { ...viewer('2.25.317.56'), exchange: 'exchange-1' };
    const instance = pathOf({ study: 56 });
    for (const path of [
      `${instance}/frames/1`,
      '/studies/2.25.317.55/metadata',
      '/studies?PatientName=%E7%8E%8B*',
    ])
      await get(path, token);
    await get('/studies', viewer('2.25.317.56'));
    const { rows } = await opened.pool.query(
      'SELECT * FROM archive.viewing WHERE exchange_id IS NOT NULL ORDER BY record_id',
    );
    const below = '/dicom-web/studies/:study';
    const all = { exchange_id: 'exchange-1', study_instance_uid: '2.25.317.56', sop_instance_uid: null };
    expect(rows).toMatchObject([
      {
        ...{ ...all, sop_instance_uid: '2.25.317.56.1.1' },
        path: `${below}/series/:series/instances/:instance/frames/:frames`,
      },
      { ...all, path: `${below}/metadata` },
      { ...all, path: '/dicom-web/studies' },
    ]);
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toContain('王');
  });

  test('that the graph gave opens nothing while requests can not be remembered', async () => {
    const token: ArchiveToken = { ...viewer('2.25.317.56'), exchange: 'exchange-2' };
    await opened.pool.query('ALTER TABLE archive.viewing RENAME TO away');
    const answer = await get(pathOf({ study: 56 }), token);
    await opened.pool.query('ALTER TABLE archive.away RENAME TO viewing');
    expect([answer.statusCode, answer.json()]).toMatchObject([
      503,
      { error: { code: 'IMAGE_ARCHIVE_UNAVAILABLE' } },
    ]);
    expect((await get(pathOf({ study: 56 }), token)).statusCode).toBe(200);
  });

  test('of a hospital leaves every request to read behind, and none to send', async () => {
    const token: ArchiveToken = { use: 'hospital', hospital: 'first-hospital', credential: 'held' };
    await opened.pool.query('DELETE FROM archive.viewing');
    await get(pathOf({ study: 56 }), token);
    await get('/studies?PatientName=%E7%8E%8B*', token);
    await stow([syntheticObject({ study: 56 })], token);
    const { rows } = await opened.pool.query(
      'SELECT exchange_id, credential_id, study_instance_uid, sop_instance_uid, path FROM archive.viewing ORDER BY record_id',
    );
    const all = { exchange_id: null, credential_id: 'held' };
    const path = '/dicom-web/studies';
    expect(rows).toEqual([
      {
        ...{ ...all, study_instance_uid: '2.25.317.56', sop_instance_uid: '2.25.317.56.1.1' },
        path: `${path}/:study/series/:series/instances/:instance`,
      },
      { ...all, study_instance_uid: null, sop_instance_uid: null, path },
    ]);
  });

  test('of a hospital reaches what that hospital sent', async () => {
    const other: ArchiveToken = { use: 'hospital', hospital: 'second-hospital', credential: 'held' };
    expect((await get('/studies/2.25.317.56/metadata', other)).statusCode).toBe(404);
    expect((await get(pathOf({ study: 56 }), other)).statusCode).toBe(404);
    expect((await get('/studies', other)).json()).toEqual([]);
  });

  test('that is missing, expired, replaced, of another audience, another key or nobody served is none', async () => {
    const stranger = (await generateKeyPair('EdDSA')).privateKey;
    const headers = [
      {},
      await bearer(HOSPITAL, tokens, -10),
      await bearer({ ...HOSPITAL, credential: 'replaced' }),
      await bearer({ ...HOSPITAL, hospital: 'no-hospital' }),
      await bearer(HOSPITAL, { ...tokens, audience: 'sluice' }),
      { authorization: `Bearer ${await issueArchiveToken(HOSPITAL, stranger, tokens, 60)}` },
    ];
    for (const each of headers) {
      const answer = await app.inject({ url, headers: each });
      expect([answer.statusCode, answer.json()]).toMatchObject([
        401,
        { error: { code: 'IMAGE_TOKEN_INVALID' } },
      ]);
    }
  });
});
