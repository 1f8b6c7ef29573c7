import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ChangeEvent } from '../../../stream/change-event.ts';
import type { ChangeStream, StreamRead } from '../../../stream/change-stream.ts';
import { column, entity, list } from '../field-sources.ts';
import type { SourceMapping } from '../source-mapping.ts';
import type { Capture, CaptureParts } from './capture.ts';
import { relationKeys } from './relation-keys.ts';

/** Vehicles as the agency's own mapping has them, and nothing else. */
export const CAPTURED: SourceMapping = {
  types: {
    Vehicle: {
      kind: 'rows',
      relation: 'vehicle',
      recordColumn: 'record_id',
      subjectColumn: 'owner_person_key',
      divisionColumn: null,
      key: { plateType: 'plate_type', plate: 'plate' },
      fields: { plate: column('plate'), owner: entity('Person', { id: 'owner_person_key' }) },
    },
    Person: {
      kind: 'stub',
      keyFields: ['id'],
      fields: { vehicles: list('Vehicle', { owner_person_key: 'id' }) },
    },
  },
  queries: {},
};

export const CAPTURED_TABLES = `
CREATE TABLE vehicle (
  record_id bigint PRIMARY KEY, recorded_from timestamptz NOT NULL DEFAULT clock_timestamp(), recorded_to timestamptz,
  plate_type text NOT NULL, plate text NOT NULL, owner_person_key text, brand text
);
CREATE TABLE diary (entry text);
ALTER TABLE vehicle REPLICA IDENTITY FULL;
`;

export interface CaptureUnderTest {
  readonly stream: ChangeStream;
  start(parts: CaptureParts): Capture;
  /** One transaction at the source. */
  change(...statements: readonly string[]): Promise<void>;
  /** Breaks the connections of the capture to its source. */
  interrupt(): Promise<void>;
  drop(): Promise<void>;
}

/** What every way of capturing does, on a real source with the tables above and a real stream. */
export function describeCapture(name: string, open: () => Promise<CaptureUnderTest>): void {
  describe(`${name} captures changes`, () => {
    let under: CaptureUnderTest;
    let capture: Capture | null = null;
    let said: string[] = [];
    beforeEach(async () => {
      under = await open();
      said = [];
    });
    afterEach(async () => {
      await capture?.stop();
      capture = null;
      await under.drop();
    });
    const start = (): void => {
      capture = under.start({
        agency: 'vehicles',
        relations: relationKeys(CAPTURED),
        stream: under.stream,
        say: (_, event) => void said.push(event),
      });
    };
    const restart = async (meanwhile: () => Promise<void>): Promise<void> => {
      await capture?.stop();
      await meanwhile();
      start();
    };
    const read = (): Promise<StreamRead> => under.stream.read(0, 100_000);
    const events = async (count: number): Promise<readonly ChangeEvent[]> => {
      for (let attempt = 0; attempt < 2_400; attempt += 1) {
        const { events: found } = await read();
        if (found.length >= count) return found.map(({ event }) => event);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`not ${count} events: ${JSON.stringify(await read())}`);
    };
    /** By whom each change is known, in order; `RESYNC` for one. */
    const people = (found: readonly ChangeEvent[]): readonly string[] =>
      found.map(({ kind, keys }) =>
        kind === 'RESYNC'
          ? kind
          : keys
              .filter(({ type }) => type === 'Person')
              .map(({ key }) => key)
              .join('+'),
      );
    const insert = (id: number, owner: string | null): string =>
      `INSERT INTO vehicle (record_id, plate_type, plate, owner_person_key, brand)
       VALUES (${id}, '02', 'P${id}', ${owner === null ? 'NULL' : `'${owner}'`}, 'SECRET-BRAND')`;
    const supersede = (id: number): string =>
      `UPDATE vehicle SET recorded_to = clock_timestamp() WHERE record_id = ${id}`;

    test('says first that everything is to be looked at, then what changed: keys, never values', async () => {
      start();
      await events(1);
      await under.change(insert(1, 'RID:1'));
      const [resync, change] = await events(2);
      expect(resync).toMatchObject({ agency: 'vehicles', kind: 'RESYNC', relation: null, keys: [] });
      expect(change).toMatchObject({
        agency: 'vehicles',
        kind: 'CHANGE',
        relation: 'vehicle',
        types: ['Vehicle'],
        keys: [
          { type: 'Vehicle', key: '["P1","02"]' },
          { type: 'Person', key: 'RID:1' },
        ],
      });
      expect(Math.abs(Date.parse(change!.committedAt) - Date.now())).toBeLessThan(60_000);
      expect(JSON.stringify(change)).not.toContain('SECRET-BRAND');
      expect(said).toEqual(['CaptureBegins']);
    });

    test('a correction concerns whom it was about and whom it is about', async () => {
      start();
      await events(1);
      await under.change(insert(1, 'RID:1'));
      await events(2);
      await under.change(supersede(1), insert(2, 'RID:2'));
      expect([...people(await events(4))].sort()).toEqual(['RESYNC', 'RID:1', 'RID:1', 'RID:2']);
    });

    test('what belongs to nobody has the keys it has, and a table outside the graph none', async () => {
      start();
      await events(1);
      await under.change(insert(1, null), `INSERT INTO diary VALUES ('secret')`);
      await under.change(insert(2, 'RID:2'));
      expect(people(await events(3))).toEqual(['RESYNC', '', 'RID:2']);
    });

    test('goes on where it stood: nothing lost, nothing doubled', async () => {
      start();
      await events(1);
      await under.change(insert(1, 'RID:1'));
      await events(2);
      await restart(() => under.change(insert(2, 'RID:2')));
      await events(3);
      await restart(() => Promise.resolve());
      await under.change(insert(3, 'RID:3'));
      expect(people(await events(4))).toEqual(['RESYNC', 'RID:1', 'RID:2', 'RID:3']);
    });

    test('goes on after its connections broke', async () => {
      start();
      await events(1);
      for (let round = 1; round <= 3; round += 1) {
        await under.interrupt();
        await under.change(insert(round, `RID:${round}`));
        await events(1 + round);
      }
      expect(people(await events(4))).toEqual(['RESYNC', 'RID:1', 'RID:2', 'RID:3']);
    });

    test('many changes in one transaction come all, once and in order', async () => {
      start();
      await events(1);
      await under.change(
        `INSERT INTO vehicle (record_id, plate_type, plate, owner_person_key)
         SELECT n, '02', 'P' || n, 'RID:' || n FROM generate_series(1, 3000) AS n`,
      );
      const found = people(await events(3_001)).slice(1);
      expect(new Set(found)).toEqual(new Set(Array.from({ length: 3_000 }, (_, n) => `RID:${n + 1}`)));
      expect(found).toHaveLength(3_000);
    });
  });
}
