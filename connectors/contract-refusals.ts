import { describe, expect, test } from '@jest/globals';
import type { Predicate, Selection } from './contract.ts';
import { patiently, refusalOf, selectionOf, withConnector } from './contract-reading.ts';
import { CONTRACT_ROWS } from './contract-rows.ts';
import type { SourceUnderTest } from './contract-suite.ts';

const HOSTILE_NAMES = [
  'record_id"; drop table contract_row; --',
  'record_id, (select 1)',
  'record_id as label',
  "record_id' or '1'='1",
  '*',
  'Record_Id',
  '',
  'x'.repeat(64),
  '列',
  'constructor',
];

/** What is refused rather than answered wrongly, cut short or passed on to the source. */
export function testRefusals(source: () => SourceUnderTest): void {
  describe('refusals', () => {
    test('as many rows as the ceiling are given; one more is refused, never cut', async () => {
      const count = CONTRACT_ROWS.length;
      await withConnector(source(), { maxRows: count }, async (connector) => {
        expect(await connector.select(selectionOf(), patiently())).toHaveLength(count);
      });
      await withConnector(source(), { maxRows: count - 1 }, async (connector) => {
        expect((await refusalOf(connector.select(selectionOf(), patiently()))).reason).toBe('too-many-rows');
        expect(await connector.select(selectionOf({ limit: 10 }), patiently())).toHaveLength(10);
        const beyond = connector.select(selectionOf({ limit: 10_000 }), patiently());
        expect((await refusalOf(beyond)).reason).toBe('too-many-rows');
      });
    });

    test.each(HOSTILE_NAMES)('the name %j is no identifier', async (name) => {
      const selections: readonly Selection[] = [
        selectionOf({ relation: name }),
        selectionOf({ columns: ['record_id', name] }),
        selectionOf({ orderBy: [{ column: name, direction: 'asc' }] }),
        selectionOf({ where: { kind: 'compare', column: name, op: '=', value: 1 } }),
        selectionOf({ where: { kind: 'in', column: name, values: [1] } }),
        selectionOf({ where: { kind: 'in-tuples', columns: [name], tuples: [[1]] } }),
        selectionOf({ where: { kind: 'prefix', column: name, prefixes: ['1'] } }),
        selectionOf({ where: { kind: 'is-null', column: name } }),
      ];
      await withConnector(source(), {}, async (connector) => {
        for (const selection of selections)
          expect((await refusalOf(connector.select(selection, patiently()))).reason).toBe('bad-selection');
        expect(await connector.select(selectionOf(), patiently())).toHaveLength(CONTRACT_ROWS.length);
      });
    });

    test('an operator or a direction that is none is refused', () =>
      withConnector(source(), {}, async (connector) => {
        const where = {
          kind: 'compare',
          column: 'amount',
          op: '= 1 or 1 =',
          value: 1,
        } as unknown as Predicate;
        const orderBy = [{ column: 'amount', direction: 'asc; select 1' }] as unknown as Selection['orderBy'];
        for (const selection of [selectionOf({ where }), selectionOf({ orderBy })])
          expect((await refusalOf(connector.select(selection, patiently()))).reason).toBe('bad-selection');
      }));

    test.each(['no number', 'nul \0 byte'])(
      'a value that the column cannot hold, %j, is not repeated',
      (value) =>
        withConnector(source(), {}, async (connector) => {
          const where: Predicate = { kind: 'compare', column: 'amount', op: '=', value };
          const refusal = await refusalOf(connector.select(selectionOf({ where }), patiently()));
          expect(refusal.reason).toBe('bad-selection');
          expect(`${refusal.message} ${String(refusal.cause)}`).not.toContain(value);
        }),
    );
  });
}
