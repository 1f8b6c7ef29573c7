import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ChangeEvent } from './change-event.ts';
import type { ChangeStream } from './change-stream.ts';

/** A stream of its own for one test. */
export interface StreamUnderTest {
  /** A connection that publishes for this agency; `vehicles` and `housing` are asked for. */
  publisher(agency: string): ChangeStream;
  reader(): ChangeStream;
  /** From now on events are kept for so long only. */
  keepFor(milliseconds: number): Promise<void>;
  /** Breaks every connection, as a server that is started again does. */
  interrupt(): Promise<void>;
  drop(): Promise<void>;
}

/** A change of the agency with this number. */
export function changeAt(agency: string, number: number): ChangeEvent {
  return {
    agency,
    position: `${String(number).padStart(16, '0')}.000000000`,
    kind: 'CHANGE',
    relation: 'vehicle',
    types: ['Vehicle'],
    keys: [{ type: 'Person', key: `RID:${number}` }],
    committedAt: '2026-11-01T08:00:00.123456Z',
  };
}

/** The contract of `ChangeStream`, on a real server. */
export function describeChangeStream(name: string, open: () => Promise<StreamUnderTest>): void {
  describe(`${name} is a change stream`, () => {
    let stream: StreamUnderTest;
    beforeEach(async () => {
      stream = await open();
    });
    afterEach(() => stream.drop());
    const numbersOf = async (reader: ChangeStream, after = 0): Promise<readonly string[]> =>
      (await reader.read(after, 1_000)).events.map(
        ({ event }) => `${event.agency} ${Number(event.position)}`,
      );

    test('gives back what was published, whole and in order', async () => {
      const publisher = stream.publisher('vehicles');
      const resync: ChangeEvent = {
        ...changeAt('vehicles', 3),
        kind: 'RESYNC',
        relation: null,
        types: [],
        keys: [],
      };
      const given = [changeAt('vehicles', 1), changeAt('vehicles', 2), resync];
      await publisher.publish(given);
      const reader = stream.reader();
      const { events, isGap } = await reader.read(0, 10);
      expect(isGap).toBe(false);
      expect(events.map(({ event }) => event)).toEqual(given);
      expect(await reader.end()).toBe(events.at(-1)?.sequence);
    });

    test('an empty stream has no events, no end and no gap', async () => {
      const reader = stream.reader();
      expect(await reader.end()).toBe(0);
      expect(await reader.read(0, 10)).toEqual({ events: [], unreadable: [], upTo: 0, isGap: false });
      expect(await reader.lastPosition('vehicles')).toBeNull();
    });

    test('keeps an event once, however often and by whomever it is published', async () => {
      const [one, other] = [stream.publisher('vehicles'), stream.publisher('vehicles')];
      await one.publish([changeAt('vehicles', 1), changeAt('vehicles', 2)]);
      await Promise.all([
        one.publish([changeAt('vehicles', 2), changeAt('vehicles', 3)]),
        other.publish([changeAt('vehicles', 2), changeAt('vehicles', 3)]),
      ]);
      expect(await numbersOf(stream.reader())).toEqual(['vehicles 1', 'vehicles 2', 'vehicles 3']);
    });

    test.each<[string, Record<string, unknown>]>([
      ['keys that are no list', { keys: {} }],
      ['a key that is no text', { keys: [{ type: 'Person', key: 7 }] }],
      ['types that are no list', { types: 'Vehicle' }],
      ['a position of an unknown form', { position: 'zzzz' }],
      ['no time', { committedAt: 'infinity' }],
    ])('refuses an event with %s, and what comes with it', async (_, wrong) => {
      const publisher = stream.publisher('vehicles');
      const bad = { ...changeAt('vehicles', 2), ...wrong };
      await expect(publisher.publish([changeAt('vehicles', 1), bad])).rejects.toThrow('not an event');
      expect(await publisher.lastPosition('vehicles')).toBeNull();
    });

    test('agencies have positions of their own', async () => {
      await stream.publisher('vehicles').publish([changeAt('vehicles', 7)]);
      await stream.publisher('housing').publish([changeAt('housing', 7)]);
      const reader = stream.reader();
      expect(await numbersOf(reader)).toEqual(['vehicles 7', 'housing 7']);
      await stream.publisher('vehicles').publish([changeAt('vehicles', 9)]);
      expect(await reader.lastPosition('vehicles')).toBe(changeAt('vehicles', 9).position);
      expect(await stream.publisher('housing').lastPosition('housing')).toBe(changeAt('housing', 7).position);
      expect(await reader.lastPosition('health')).toBeNull();
    });

    test('is read from any position, in parts', async () => {
      await stream
        .publisher('vehicles')
        .publish(Array.from({ length: 25 }, (_, number) => changeAt('vehicles', number)));
      const reader = stream.reader();
      const seen: string[] = [];
      for (let after = 0; ;) {
        const { events } = await reader.read(after, 10);
        if (events.length === 0) break;
        expect(events.length).toBeLessThanOrEqual(10);
        seen.push(...events.map(({ event }) => event.position));
        after = events.at(-1)!.sequence;
      }
      expect(seen).toEqual(Array.from({ length: 25 }, (_, number) => changeAt('vehicles', number).position));
      const [, second] = (await reader.read(0, 2)).events;
      expect((await numbersOf(reader, second!.sequence)).length).toBe(23);
    });

    test('never shows an event behind one that was seen, with several publishers at once', async () => {
      const reader = stream.reader();
      const seen: number[] = [];
      const publish = async (agency: string): Promise<void> => {
        const publisher = stream.publisher(agency);
        for (let number = 0; number < 40; number += 1)
          await publishAgain(() => publisher.publish([changeAt(agency, number)]));
      };
      const publishing = Promise.all(['vehicles', 'housing'].map(publish));
      for (let after = 0; seen.length < 80;) {
        const { events } = await reader.read(after, 1_000);
        seen.push(...events.map(({ sequence }) => sequence));
        after = seen.at(-1) ?? 0;
      }
      await publishing;
      expect(seen).toEqual((await reader.read(0, 1_000)).events.map(({ sequence }) => sequence));
    });

    test('wakes a reader', async () => {
      const reader = stream.reader();
      const never = new AbortController().signal;
      await reader.wait(0, 50, never);
      for (let round = 1; round <= 3; round += 1) {
        const after = await reader.end();
        const woken = reader.wait(after, 60_000, never);
        await stream.publisher('vehicles').publish([changeAt('vehicles', round)]);
        await woken;
        // The wait may end early; that there is more is for the reader to see.
        while ((await reader.read(after, 1)).events.length === 0) await reader.wait(after, 500, never);
      }
      const abort = new AbortController();
      const waiting = reader.wait(await reader.end(), 60_000, abort.signal);
      abort.abort();
      await waiting;
    });

    test('goes on after its connections broke', async () => {
      const [publisher, reader] = [stream.publisher('vehicles'), stream.reader()];
      await publisher.publish([changeAt('vehicles', 1)]);
      await reader.wait(1, 10, new AbortController().signal);
      await stream.interrupt();
      await publishAgain(() => publisher.publish([changeAt('vehicles', 2)]));
      expect(await numbersOf(reader)).toEqual(['vehicles 1', 'vehicles 2']);
    });

    test('says that events are gone to a reader that was away for too long, and to no other', async () => {
      const [publisher, reader] = [stream.publisher('vehicles'), stream.reader()];
      await publisher.publish([changeAt('vehicles', 1), changeAt('vehicles', 2)]);
      const seen = await reader.end();
      await stream.keepFor(200);
      await new Promise((resolve) => setTimeout(resolve, 700));
      await publisher.publish([changeAt('vehicles', 3)]);
      expect((await reader.read(0, 10)).isGap).toBe(true);
      expect((await reader.read(seen, 10)).isGap).toBe(false);
      expect(await reader.end()).toBeGreaterThan(seen);
    });
  });
}

/** What could not be published is published again, as by capture: the stream keeps it once. */
async function publishAgain(publish: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1)
    try {
      await publish();
      return;
    } catch (error) {
      if (attempt === 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
