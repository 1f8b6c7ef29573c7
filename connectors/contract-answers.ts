import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Predicate, SourceRow } from './contract.ts';
import { anyPredicate, holds } from './contract-predicates.ts';
import { patiently, selectionOf, withConnector } from './contract-reading.ts';
import { CONTRACT_ROWS, CONTRACT_TEXTS } from './contract-rows.ts';
import type { SourceUnderTest } from './contract-suite.ts';

/** The answers themselves: values, predicates, order, pages, and large results. */
export function testAnswers(source: () => SourceUnderTest): void {
  describe('answers', () => {
    testValues(source);
    testPredicates(source);
    testPages(source);
  });
}

function testValues(source: () => SourceUnderTest): void {
  test('every value is shown as the contract says, and null is null', async () => {
    const columns = Object.keys(CONTRACT_ROWS[0] ?? {});
    const rows = await withConnector(source(), {}, (connector) =>
      connector.select(selectionOf({ columns }), patiently()),
    );
    expect(rows).toEqual(CONTRACT_ROWS);
  });

  test.each(CONTRACT_TEXTS.filter((text) => text !== null))(
    'the text %j is a value and nothing else, wherever it stands',
    async (text) => {
      const expected = CONTRACT_ROWS.filter(({ label }) => label === text).map(({ record_id }) => record_id);
      const wheres: readonly Predicate[] = [
        { kind: 'compare', column: 'label', op: '=', value: text },
        { kind: 'in', column: 'label', values: [text, 'nobody'] },
        { kind: 'in-tuples', columns: ['label', 'label'], tuples: [[text, text]] },
      ];
      await withConnector(source(), {}, async (connector) => {
        for (const where of wheres) {
          const rows = await connector.select(selectionOf({ where }), patiently());
          expect(rows.map((row) => row['record_id'])).toEqual(expected);
        }
      });
    },
  );
}

function testPredicates(source: () => SourceUnderTest): void {
  test('any predicate finds the rows that it describes and no other', () =>
    withConnector(source(), {}, (connector) =>
      fc.assert(
        fc.asyncProperty(anyPredicate, async (where) => {
          const rows = await connector.select(selectionOf({ where }), patiently());
          expect(rows.map((row) => row['record_id'])).toEqual(
            CONTRACT_ROWS.filter((row) => holds(where, row)).map((row) => row['record_id']),
          );
        }),
        { numRuns: 200 },
      ),
    ));

  test('fifty thousand values and twenty thousand tuples are asked at once', () =>
    withConnector(source(), {}, async (connector) => {
      const values = Array.from({ length: 50_000 }, (_, index) => index - 49_990);
      const some = await connector.select(
        selectionOf({ where: { kind: 'in', column: 'record_id', values } }),
        patiently(),
      );
      expect(some).toHaveLength(9);
      const tuples = values.slice(-20_000).map((value) => [value, 'f1']);
      const where: Predicate = { kind: 'in-tuples', columns: ['record_id', 'family'], tuples };
      expect(await connector.select(selectionOf({ where }), patiently())).toEqual([
        { record_id: 2 },
        { record_id: 9 },
      ]);
    }));
}

/** The rows after one, where pages go down by amount and ties by record. */
const following = (row: SourceRow): Predicate => ({
  kind: 'any',
  of: [
    { kind: 'compare', column: 'amount', op: '<', value: row['amount'] ?? null },
    {
      kind: 'all',
      of: [
        { kind: 'compare', column: 'amount', op: '=', value: row['amount'] ?? null },
        { kind: 'compare', column: 'record_id', op: '<', value: row['record_id'] ?? null },
      ],
    },
  ],
});

function testPages(source: () => SourceUnderTest): void {
  test('pages by a column with ties, closed by the record, give every row once and in order', () =>
    withConnector(source(), {}, async (connector) => {
      const seen: SourceRow[] = [];
      let after: SourceRow | undefined;
      do {
        const where: Predicate = after ? following(after) : { kind: 'all', of: [] };
        const page = await connector.select(
          selectionOf({
            columns: ['record_id', 'amount'],
            where,
            orderBy: [
              { column: 'amount', direction: 'desc' },
              { column: 'record_id', direction: 'desc' },
            ],
            limit: 7,
          }),
          patiently(),
        );
        seen.push(...page);
        after = page.at(-1);
      } while (after);
      const expected = CONTRACT_ROWS.map(({ record_id, amount }) => ({ record_id, amount })).sort(
        (one, other) =>
          Number(other.amount) - Number(one.amount) || Number(other.record_id) - Number(one.record_id),
      );
      expect(seen).toEqual(expected);
    }));

  test.each(['asc', 'desc'] as const)('null counts as the greatest value, %s', (direction) =>
    withConnector(source(), {}, async (connector) => {
      const rows = await connector.select(
        selectionOf({ columns: ['label'], orderBy: [{ column: 'label', direction }] }),
        patiently(),
      );
      const nulls = CONTRACT_ROWS.filter(({ label }) => label === null).length;
      const greatest = direction === 'asc' ? rows.slice(-nulls) : rows.slice(0, nulls);
      expect(greatest.every(({ label }) => label === null)).toBe(true);
    }),
  );

  test('a large result comes in batches, complete and in order', () =>
    withConnector(source(), { batchRows: 5_000 }, async (connector) => {
      let next = 1;
      const selection = selectionOf({ relation: 'contract_wide', columns: ['record_id', 'padding'] });
      for await (const batch of connector.stream(selection, patiently())) {
        expect(batch.length).toBeLessThanOrEqual(5_000);
        for (const { record_id: id } of batch) if (id === next) next += 1;
      }
      expect(next - 1).toBe(source().wide.rows);
    }));
}
