import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SYNTHETIC_PATIENT_ID, syntheticObject, uidsOf } from '../dicom/testing/synthetic-object.ts';
import type { ImageArchive, IngestOutcome, Reception } from './image-archive.ts';

export interface ArchiveUnderTest {
  readonly archive: ImageArchive;
  close(): Promise<void>;
}

const RECEPTION: Reception = {
  hospital: 'first-hospital',
  receivedBy: 'STOW',
  quota: { objectsPerDay: 1000, bytesPerDay: 1e9 },
};

/** What every image archive does. */
export function describeImageArchive(name: string, open: () => Promise<ArchiveUnderTest>): void {
  describe(name, () => {
    let under: ArchiveUnderTest;
    let archive: ImageArchive;
    beforeAll(async () => {
      under = await open();
      archive = under.archive;
    });
    afterAll(() => under.close());

    async function send(bytes: Uint8Array, reception: Partial<Reception> = {}): Promise<IngestOutcome> {
      const incoming = await archive.receive();
      for (let at = 0; at < bytes.length; at += 300) await incoming.write(bytes.subarray(at, at + 300));
      return archive.ingest(incoming, { ...RECEPTION, ...reception });
    }

    test('gives back the bytes that it was given', async () => {
      const bytes = syntheticObject({ study: 10 });
      expect(await send(bytes)).toMatchObject({
        kind: 'STORED',
        identity: { studyInstanceUid: '2.25.317.10' },
      });
      const stored = await archive.instance(uidsOf({ study: 10 }).sop);
      expect(stored?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(await stored?.read()).toEqual(bytes);
    });

    test('gives nothing of it in the name of another hospital', async () => {
      await send(syntheticObject({ study: 17 }));
      const { study, sop } = uidsOf({ study: 17 });
      expect(await archive.instance(sop, 'second-hospital')).toBeNull();
      expect(await archive.metadata({ study, hospital: 'second-hospital' })).toEqual([]);
      expect(await archive.instance(sop, 'first-hospital')).not.toBeNull();
      expect(await archive.metadata({ study, hospital: 'first-hospital' })).toHaveLength(1);
    });

    test('takes the same object once', async () => {
      const bytes = syntheticObject({ study: 11 });
      const outcomes = await Promise.all([send(bytes), send(bytes), send(bytes)]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['DUPLICATE', 'DUPLICATE', 'STORED']);
      expect(
        await archive.find({
          level: 'instance',
          filters: { '0020000D': '2.25.317.11' },
          limit: 9,
          offset: 0,
        }),
      ).toHaveLength(1);
    });

    test('keeps the original where another object comes under its UID', async () => {
      const bytes = syntheticObject({ study: 12 });
      await send(bytes);
      const other = syntheticObject({ study: 12, elements: [['00180015', 'CS', 'HAND']] });
      expect(await send(other)).toMatchObject({ kind: 'CONFLICT' });
      expect(await (await archive.instance(uidsOf({ study: 12 }).sop))?.read()).toEqual(bytes);
    });

    test('tells another hospital that a UID is taken, and nothing of what is under it', async () => {
      const bytes = syntheticObject({ study: 17 });
      const other = syntheticObject({ study: 17, elements: [['00180015', 'CS', 'HAND']] });
      await send(bytes);
      const told = await send(other, { hospital: 'second-hospital' });
      expect(told).toMatchObject({ kind: 'CONFLICT' });
      expect(await send(bytes, { hospital: 'second-hospital' })).toEqual(told);
      const uid = uidsOf({ study: 17 }).sop;
      expect(await archive.commit('1.2.5', 'second-hospital', [uid])).toEqual({ held: [], missing: [uid] });
      expect(await (await archive.instance(uid))?.read()).toEqual(bytes);
      expect(await send(bytes)).toMatchObject({ kind: 'DUPLICATE' });
    });

    test.each<[string, Buffer, Partial<Reception>, string]>([
      ['what is no DICOM', Buffer.from('not an image'), {}, 'NOT_DICOM'],
      ['what is cut off', syntheticObject({ study: 13 }).subarray(0, -9), {}, 'TRUNCATED'],
      [
        'another object than was announced',
        syntheticObject({ study: 13 }),
        { announced: '1.2.3' },
        'IDENTITY_MISMATCH',
      ],
      [
        'an object of another hospital’s study',
        syntheticObject({ study: 10, instance: 7 }),
        { hospital: 'second-hospital' },
        'IDENTITY_MISMATCH',
      ],
      [
        'another patient in a study',
        syntheticObject({ study: 10, instance: 8, elements: [['00100020', 'LO', 'X1']] }),
        {},
        'IDENTITY_MISMATCH',
      ],
    ])('puts %s aside', async (_what, bytes, reception, reason) => {
      expect(await send(bytes, reception)).toMatchObject({ kind: 'REJECTED', reason });
    });

    test('refuses what is beyond the quota, and keeps nothing of it', async () => {
      const hospital = 'small-hospital';
      const quota = { objectsPerDay: 1, bytesPerDay: 1e9 };
      await send(syntheticObject({ study: 14 }), { hospital, quota });
      await expect(
        send(syntheticObject({ study: 14, instance: 2 }), { hospital, quota }),
      ).rejects.toMatchObject({
        code: 'IMAGE_QUOTA_REACHED',
      });
      expect(await archive.instance(uidsOf({ study: 14, instance: 2 }).sop)).toBeNull();
    });

    test('finds studies by name in either script, by patient, date and modality', async () => {
      for (const instance of [1, 2, 3])
        await send(syntheticObject({ study: 15, series: instance % 2, instance }));
      const found = async (filters: Record<string, string>) => {
        const studies = await archive.find({
          level: 'study',
          filters: { '0020000D': '2.25.317.15', ...filters },
          limit: 9,
          offset: 0,
        });
        return studies.length;
      };
      for (const name of ['王^小红', '王*', 'wang^xiao*', '王^?红'])
        expect(await found({ '00100010': name })).toBe(1);
      expect(await found({ '00100010': '李*' })).toBe(0);
      expect(await found({ '00100010': '%' })).toBe(0);
      expect(
        await found({ '00100020': SYNTHETIC_PATIENT_ID, '00080020': '20261001-20261130', '00080061': 'DX' }),
      ).toBe(1);
      expect(await found({ '00080020': '-20261031' })).toBe(0);
      const [study] = await archive.find({
        level: 'study',
        filters: { '0020000D': '2.25.317.15' },
        limit: 9,
        offset: 0,
      });
      expect(study).toMatchObject({
        '00100010': { Value: [{ Alphabetic: 'Wang^Xiaohong', Ideographic: '王^小红' }] },
        '00201206': { Value: [2] },
        '00201208': { Value: [3] },
      });
      expect(await archive.metadata({ study: '2.25.317.15', series: '2.25.317.15.1' })).toHaveLength(2);
      await expect(found({ '00100040': 'F' })).rejects.toMatchObject({ code: 'IMAGE_QUERY_INVALID' });
    });

    test('says which objects it holds', async () => {
      await send(syntheticObject({ study: 16 }));
      const uid = uidsOf({ study: 16 }).sop;
      expect(await archive.commit('1.2.3', 'first-hospital', [uid, '9.9'])).toEqual({
        held: [uid],
        missing: ['9.9'],
      });
      expect(await archive.commit('1.2.4', 'second-hospital', [uid])).toEqual({ held: [], missing: [uid] });
    });
  });
}
