import { describe, expect, test } from '@jest/globals';
import { linesOf, lineSelectionOf } from './contract-line-reading.ts';
import { eventually, patiently, refusalOf, withConnector } from './contract-reading.ts';
import { CONTRACT_ROWS } from './contract-rows.ts';
import type { SourceUnderTest } from './contract-suite.ts';

const shown = (column: string) => ({ kind: 'column', column }) as const;
const slow = lineSelectionOf({ relation: 'contract_slow' });
const wide = lineSelectionOf({ relation: 'contract_wide', columns: [shown('record_id'), shown('padding')] });

/** How lines end: whole, at a deadline, when nobody takes them any more, when the source goes away. */
export function testLineEndings(source: () => SourceUnderTest): void {
  const noneOpen = async (): Promise<boolean> => (await source().openStatements()) === 0;
  const oneOpen = async (): Promise<boolean> => (await source().openStatements()) === 1;
  describe('their ends', () => {
    testWhole(source, noneOpen);
    testLeft(source, oneOpen, noneOpen);
    testBroken(source, oneOpen);
  });
}

type Check = () => Promise<boolean>;

function testWhole(source: () => SourceUnderTest, noneOpen: Check): void {
  test('however many there are come whole, beyond the ceiling of rows, and the connection serves the next', () =>
    withConnector(source(), { poolSize: 1, maxRows: 10 }, async (connector) => {
      let bytes = 0;
      for await (const piece of connector.readLines(wide, patiently())) bytes += piece.length;
      const { rows, padding } = source().wide;
      const digits = Array.from({ length: rows }, (_, index) => String(index + 1).length);
      expect(bytes).toBe(digits.reduce((sum, each) => sum + each + padding + 2, 0));
      expect(await linesOf(connector, lineSelectionOf({}))).toHaveLength(CONTRACT_ROWS.length);
    }));

  test('a taker who pauses makes the source wait, and no memory fills up meanwhile', () =>
    withConnector(source(), {}, async (connector) => {
      const before = process.memoryUsage();
      const pieces = connector.readLines(wide, patiently())[Symbol.asyncIterator]();
      expect((await pieces.next()).done).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await source().waitsToSend()).toBe(true);
      const after = process.memoryUsage();
      expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(32_000_000);
      await pieces.return?.();
      await eventually(noneOpen);
    }));
}

function testLeft(source: () => SourceUnderTest, oneOpen: Check, noneOpen: Check): void {
  test('lines that nobody takes any more end at the source, midway or before the first', () =>
    withConnector(source(), { poolSize: 1 }, async (connector) => {
      for await (const piece of connector.readLines(wide, patiently())) if (piece.length > 0) break;
      await eventually(noneOpen);

      const leaving = new AbortController();
      const pieces = connector.readLines(wide, patiently({ signal: leaving.signal }))[Symbol.asyncIterator]();
      await pieces.next();
      await eventually(oneOpen);
      leaving.abort();
      await eventually(noneOpen);
      const rest = async (): Promise<void> => {
        while (!(await pieces.next()).done);
      };
      expect((await refusalOf(rest())).reason).toBe('cancelled');

      const early = new AbortController();
      const waiting = refusalOf(linesOf(connector, slow, patiently({ signal: early.signal })));
      await eventually(oneOpen);
      early.abort();
      expect((await waiting).reason).toBe('cancelled');
      await eventually(noneOpen);
      expect(await linesOf(connector, lineSelectionOf({}))).toHaveLength(CONTRACT_ROWS.length);
    }));

  test('lines that outlast their deadline end at the source', () =>
    withConnector(source(), {}, async (connector) => {
      expect((await refusalOf(linesOf(connector, slow, patiently({ deadlineMs: 250 })))).reason).toBe(
        'deadline',
      );
      const options = patiently({ deadlineMs: source().patienceMs });
      const late = connector.readLines(wide, options)[Symbol.asyncIterator]();
      await late.next();
      await eventually(noneOpen);
      const rest = async (): Promise<void> => {
        while (!(await late.next()).done);
      };
      expect((await refusalOf(rest())).reason).toBe('deadline');
    }));
}

function testBroken(source: () => SourceUnderTest, oneOpen: Check): void {
  test('lines that a source cuts off do not end as if they were whole', () =>
    withConnector(source(), {}, async (connector) => {
      const pieces = connector.readLines(wide, patiently())[Symbol.asyncIterator]();
      await pieces.next();
      await eventually(oneOpen);
      await source().stop();
      try {
        const rest = async (): Promise<void> => {
          while (!(await pieces.next()).done);
        };
        expect((await refusalOf(rest())).reason).toBe('unreachable');
        expect((await refusalOf(linesOf(connector, lineSelectionOf({})))).reason).toBe('unreachable');
      } finally {
        await source().start();
      }
      expect(await linesOf(connector, lineSelectionOf({}))).toHaveLength(CONTRACT_ROWS.length);
    }));
}
