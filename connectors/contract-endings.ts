import { describe, expect, test } from '@jest/globals';
import { eventually, patiently, refusalOf, selectionOf, withConnector } from './contract-reading.ts';
import { CONTRACT_ROWS } from './contract-rows.ts';
import type { SourceUnderTest } from './contract-suite.ts';

const slow = selectionOf({ relation: 'contract_slow' });
const wide = selectionOf({ relation: 'contract_wide', columns: ['record_id', 'padding'] });

/** What ends, when and where: deadlines, callers who leave, readers who pause, a source that goes away. */
export function testEndings(source: () => SourceUnderTest): void {
  const noneOpen = async (): Promise<boolean> => (await source().openStatements()) === 0;
  const oneOpen = async (): Promise<boolean> => (await source().openStatements()) === 1;
  describe('endings', () => {
    testDeadlines(source, noneOpen);
    testCancellation(source, oneOpen, noneOpen);
    testStreams(source, oneOpen, noneOpen);
    testOutage(source);
  });
}

type Check = () => Promise<boolean>;

function testDeadlines(source: () => SourceUnderTest, noneOpen: Check): void {
  test('a statement that outlasts its deadline ends at the source', () =>
    withConnector(source(), {}, async (connector) => {
      const startedAt = performance.now();
      const refusal = await refusalOf(connector.select(slow, patiently({ deadlineMs: 250 })));
      expect(refusal.reason).toBe('deadline');
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      await eventually(noneOpen);
      expect(await connector.select(selectionOf(), patiently())).toHaveLength(CONTRACT_ROWS.length);
    }));

  test('a read that finds every connection taken until its deadline is refused as busy, and the next is served', () =>
    withConnector(source(), { poolSize: 2 }, async (connector) => {
      const leaving = new AbortController();
      const taken = [1, 2].map(() =>
        refusalOf(connector.select(slow, patiently({ signal: leaving.signal }))),
      );
      const waiting = await refusalOf(connector.select(selectionOf(), patiently({ deadlineMs: 200 })));
      expect(waiting.reason).toBe('busy');
      const next = connector.select(selectionOf(), patiently());
      leaving.abort();
      expect((await Promise.all(taken)).map(({ reason }) => reason)).toEqual(['cancelled', 'cancelled']);
      expect(await next).toHaveLength(CONTRACT_ROWS.length);
    }));

  test('forty reads share two connections and all are answered', () =>
    withConnector(source(), { poolSize: 2 }, async (connector) => {
      const reads = Array.from({ length: 40 }, () => connector.select(selectionOf(), patiently()));
      for (const rows of await Promise.all(reads)) expect(rows).toHaveLength(CONTRACT_ROWS.length);
    }));
}

function testCancellation(source: () => SourceUnderTest, oneOpen: Check, noneOpen: Check): void {
  test('a caller who leaves ends the statement at the source', () =>
    withConnector(source(), {}, async (connector) => {
      const leaving = new AbortController();
      const reading = refusalOf(connector.select(slow, patiently({ signal: leaving.signal })));
      await eventually(oneOpen);
      leaving.abort();
      expect((await reading).reason).toBe('cancelled');
      await eventually(noneOpen);
    }));

  test('a caller who left before asking is not asked for', () =>
    withConnector(source(), {}, async (connector) => {
      const refusal = await refusalOf(connector.select(slow, patiently({ signal: AbortSignal.abort() })));
      expect(refusal.reason).toBe('cancelled');
      expect(await noneOpen()).toBe(true);
    }));

  test('no cancellation hits the statement after the one it was meant for', () =>
    withConnector(source(), { poolSize: 1 }, async (connector) => {
      for (let round = 0; round < 20; round += 1) {
        const leaving = new AbortController();
        const reading = connector.select(selectionOf(), patiently({ signal: leaving.signal }));
        setTimeout(() => leaving.abort(), round % 5);
        await reading.catch(() => undefined);
        expect(await connector.select(selectionOf(), patiently())).toHaveLength(CONTRACT_ROWS.length);
      }
    }));
}

function testStreams(source: () => SourceUnderTest, oneOpen: Check, noneOpen: Check): void {
  test('a reader who pauses makes the source wait, and no memory fills up meanwhile', () =>
    withConnector(source(), { batchRows: 500 }, async (connector) => {
      const before = process.memoryUsage();
      const batches = connector.stream(wide, patiently())[Symbol.asyncIterator]();
      expect((await batches.next()).done).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await source().waitsForReader()).toBe(true);
      const after = process.memoryUsage();
      const grown = after.heapUsed + after.external - before.heapUsed - before.external;
      // The whole result is larger.
      expect(grown).toBeLessThan(32_000_000);
      await batches.return?.();
      await eventually(noneOpen);
    }));

  test('a stream that is left early, fails or outlives its reader leaves nothing open', () =>
    withConnector(source(), { poolSize: 1, batchRows: 500 }, async (connector) => {
      for await (const batch of connector.stream(wide, patiently())) if (batch.length > 0) break;
      await eventually(noneOpen);

      const leaving = new AbortController();
      const batches = connector.stream(wide, patiently({ signal: leaving.signal }))[Symbol.asyncIterator]();
      await batches.next();
      await eventually(oneOpen);
      leaving.abort();
      await eventually(noneOpen);
      expect((await refusalOf(batches.next())).reason).toBe('cancelled');

      const options = patiently({ deadlineMs: source().patienceMs });
      const late = connector.stream(wide, options)[Symbol.asyncIterator]();
      await late.next();
      await eventually(noneOpen);
      expect((await refusalOf(late.next())).reason).toBe('deadline');
      expect(await connector.select(selectionOf(), patiently())).toHaveLength(CONTRACT_ROWS.length);
    }));
}

function testOutage(source: () => SourceUnderTest): void {
  test('a source that goes away is unreachable, and healthy again when it is back', () =>
    withConnector(source(), {}, async (connector) => {
      expect(await connector.select(selectionOf(), patiently())).toHaveLength(CONTRACT_ROWS.length);
      expect((await connector.health()).reachable).toBe(true);
      const reading = refusalOf(connector.select(slow, patiently()));
      await eventually(async () => (await source().openStatements()) === 1);
      await source().stop();
      try {
        expect((await reading).reason).toBe('unreachable');
        expect((await refusalOf(connector.select(selectionOf(), patiently()))).reason).toBe('unreachable');
        expect((await connector.health()).reachable).toBe(false);
      } finally {
        await source().start();
      }
      expect(await connector.select(selectionOf(), patiently())).toHaveLength(CONTRACT_ROWS.length);
      expect((await connector.health()).reachable).toBe(true);
    }));
}
