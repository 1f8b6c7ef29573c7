import { expect, test } from '@jest/globals';
import { occupationTree } from '../../subgraphs/matching/occupations/occupation-tree.ts';
import { writeProvince } from '../make-province.ts';
import { RECORD_COLUMNS } from './province-table.ts';
import { trainingRecordTable } from './agency-tables.ts';

type Row = Readonly<Record<string, string>>;

function trainings(): readonly Row[] {
  const columns = [...RECORD_COLUMNS, ...trainingRecordTable.columns];
  const rows: Row[] = [];
  writeProvince(
    { residents: 4_000, seed: 5 },
    {
      write(table, line) {
        if (table !== trainingRecordTable) return;
        const cells = line.trimEnd().split('\t');
        rows.push(Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])));
      },
    },
  );
  return rows;
}

const NULL = '\\N';

test('trainings end in every way, and one that runs has neither end nor result nor subsidy', () => {
  const rows = trainings();
  expect(rows.length).toBeGreaterThan(60);
  expect(new Set(rows.map(({ result }) => result))).toEqual(new Set(['PASSED', 'FAILED', 'LEFT', NULL]));
  for (const row of rows) {
    expect(row['result'] === NULL).toBe(row['ended_on'] === NULL);
    expect(row['subsidy_fen'] !== NULL).toBe(row['result'] === 'PASSED');
    expect(occupationTree.has(row['occupation'] ?? '')).toBe(true);
  }
});
