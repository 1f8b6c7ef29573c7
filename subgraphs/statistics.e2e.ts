import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { startOwnHub, type OwnHub } from '../hub/testing/own-hub.ts';
import { type GraphQLAnswer } from '../hub/testing/test-hub.ts';

/** Statistics through a whole hub, against what its databases hold. */

const PURPOSE = 'assistance-statistics';
/** What the shipped rules of statistics say. */
const K = 10;

interface Group {
  readonly key: string;
  readonly people: number;
  readonly paid: number;
}

let hub: OwnHub;
let civilAffairs: pg.Client;
beforeAll(async () => {
  hub = await startOwnHub();
  civilAffairs = await hub.connect('civil_affairs');
}, 240_000);
afterAll(async () => {
  await civilAffairs.end();
  await hub.stop();
});

const codes = ({ errors = [] }: GraphQLAnswer) => errors.map(({ extensions }) => extensions.code);

async function count(query: string, as: 'auditor' | 'social-assistance' = 'auditor'): Promise<GraphQLAnswer> {
  return (await hub.ask(query, { as, purpose: PURPOSE })).body;
}

async function truth(key: string, where: string): Promise<readonly Group[]> {
  const { rows } = await civilAffairs.query<{ key: string; people: string; paid: string }>(
    `select ${key} as key, count(distinct payee_person_key) as people, coalesce(sum(paid_fen), 0) as paid
     from payment where recorded_to is null and payee_person_key is not null and ${where} group by 1 order by 1`,
  );
  return rows.map((row) => ({ key: row.key, people: Number(row.people), paid: Number(row.paid) }));
}

describe('payments', () => {
  test('are counted and added up by scheme, as the database has them', async () => {
    const answer = await count(
      '{ paymentStatistics(by: [SCHEME], of: [PAID_AMOUNT]) { scheme people paidAmount isRemainder division } }',
    );
    const groups = await truth('scheme', 'true');
    expect(groups.filter(({ people }) => people >= K).length).toBeGreaterThan(1);
    const small = groups.filter(({ people }) => people < K);
    expect(small).toEqual([]);
    expect(answer).toMatchObject({
      data: {
        paymentStatistics: groups.map(({ key, people, paid }) => ({
          scheme: key,
          people,
          paidAmount: paid,
          isRemainder: false,
          division: null,
        })),
      },
    });
    expect(codes(answer)).toEqual([]);
  });

  test('by township: those of fewer than ten are only in the remainder, and all are in the total', async () => {
    const query =
      '{ paymentStatistics(by: [DIVISION], of: [PAID_AMOUNT]) { division people paidAmount isRemainder } }';
    const answer = await count(query, 'social-assistance');
    const rows = answer.data?.['paymentStatistics'] as readonly {
      readonly division: string | null;
      readonly people: number;
      readonly paidAmount: number;
      readonly isRemainder: boolean;
    }[];
    const groups = await truth('division', 'true');
    const small = groups.filter(({ people }) => people < K).map(({ key }) => key);
    expect(small.length).toBeGreaterThan(0);
    expect(rows.filter(({ people }) => people < K)).toEqual([]);
    expect(rows.filter(({ division }) => small.includes(division ?? ''))).toEqual([]);
    const paid = groups.reduce((sum, group) => sum + group.paid, 0);
    expect(rows.reduce((sum, row) => sum + row.paidAmount, 0)).toBe(paid);
    expect(rows.filter(({ isRemainder }) => isRemainder)).toHaveLength(1);
    // The same again is the same, also from another instance of the agency's process.
    await hub.stopProcess('civil-affairs');
    await hub.startProcess('civil-affairs');
    expect((await count(query, 'social-assistance')).data).toEqual(answer.data);
    // Other groups of the same people are refused, and nothing of them is told.
    const other = await count('{ paymentStatistics(by: [STATUS]) { status people } }', 'social-assistance');
    expect(other.data).toEqual({ paymentStatistics: null });
    expect(other.errors?.[0]?.extensions).toEqual({ code: 'AGGREGATE_OVERLAP', source: 'civil-affairs' });
  }, 60_000);

  test('what was answered is kept as conditions alone', () => {
    const kept = readFileSync(`${hub.state}/subgraphs/civil-affairs/answered-aggregates.jsonl`, 'utf8');
    expect(kept.trim().split('\n')).toHaveLength(2);
    expect(kept).not.toMatch(/RID:|people|paid_fen/u);
  });
});

test('vehicles are counted by use and kind', async () => {
  const answer = await count(
    '{ vehicleStatistics(by: [USE, VEHICLE_KIND]) { use vehicleKind people isRemainder } }',
  );
  const rows = answer.data?.['vehicleStatistics'] as readonly { readonly people: number }[];
  expect(codes(answer)).toEqual([]);
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.filter(({ people }) => people < K)).toEqual([]);
});

test('statistics are for their own purpose alone', async () => {
  const query = '{ paymentStatistics(by: [SCHEME]) { people } }';
  const audit = await hub.ask(query, { as: 'auditor' });
  expect(audit.body.data).toEqual({ paymentStatistics: null });
  expect(codes(audit.body)).toEqual(['USE_DENIED']);
  const hospital = await hub.ask(query, { as: 'hospital', purpose: PURPOSE });
  expect(codes(hospital.body)).toEqual(['PURPOSE_UNKNOWN']);
  const records = await hub.ask('{ payments { nodes { scheme } } }', { as: 'auditor', purpose: PURPOSE });
  expect(codes(records.body)).toEqual(['FIELD_DENIED']);
});
