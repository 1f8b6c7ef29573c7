import { expect, test } from '@jest/globals';
import { writeExport } from '../exports/write-export.ts';
import type { ExportBook } from '../exports/export-book.ts';
import { VERDICT_TABLE } from '../exports/sample-book.ts';
import { ColumnUnknown } from '../lists/read-list.ts';
import { readSpreadsheet } from '../lists/read-spreadsheet.ts';
import { readVerdicts, sampleIn } from './read-verdicts.ts';

const SAMPLE = { sampleId: 's-1', itemIds: new Set(['i-1', 'i-2', 'i-3']) };

/** A sample as it is exported, with these words filled in. */
function book(rows: readonly (readonly (string | null)[])[]): ExportBook {
  return {
    about: [{ key: 'runId', english: 'run', chinese: '运行', value: 'r-1' }],
    receipts: ['{"exchange":"x"}'],
    tables: [
      { name: VERDICT_TABLE, columns: ['itemId', 'sampleId', 'caseNumber', 'verdict', 'reason'], rows },
      { name: 'evidence', columns: ['itemId', 'path'], rows: [['i-1', 'family.status']] },
    ],
  };
}

async function readBack(rows: Parameters<typeof book>[0], format: 'csv' | 'xlsx', reasonElse = '') {
  const [file] = await writeExport(book(rows), format);
  const sheet = await readSpreadsheet(`sample.${format}`, file!.bytes, VERDICT_TABLE);
  return { sampleId: sampleIn(sheet), ...readVerdicts(sheet, SAMPLE, reasonElse) };
}

test.each(['csv', 'xlsx'] as const)(
  'an exported sample that was filled in is read back: %s',
  async (format) => {
    expect(
      await readBack(
        [
          ['i-1', 's-1', 'C1', '属实', 'seen in the file'],
          ['i-2', 's-1', 'C2', 'Not', null],
        ],
        format,
        'as agreed',
      ),
    ).toEqual({
      sampleId: 's-1',
      judgements: [
        { itemId: 'i-1', verdict: 'CONFIRMED', reason: 'seen in the file' },
        { itemId: 'i-2', verdict: 'NOT_CONFIRMED', reason: 'as agreed' },
      ],
      faults: [],
    });
  },
);

test.each([
  // The header is below what the file is about: the run and the receipt.
  ['csv', 4],
  ['xlsx', 2],
] as const)('what can not be kept is said by the row of the file: %s', async (format, firstRow) => {
  const { faults } = await readBack(
    [
      ['i-1', 's-1', 'C1', null, 'r'],
      ['i-2', 's-1', 'C2', 'perhaps', 'r'],
      ['i-3', 's-1', 'C3', 'not', null],
      ['i-9', 's-1', 'C9', 'not', 'r'],
      ['i-1', 's-2', 'C1', 'not', 'r'],
    ],
    format,
  );
  expect(faults).toEqual(
    ['VERDICT_MISSING', 'VERDICT_UNKNOWN', 'REASON_MISSING', 'ITEM_UNKNOWN', 'OTHER_SAMPLE'].map(
      (fault, index) => ({ row: firstRow + index, fault }),
    ),
  );
});

test('an item that is judged twice, and a sheet that is none of verdicts, are said', async () => {
  const twice = ['i-1', 's-1', 'C1', 'not', 'r'];
  expect((await readBack([twice, twice], 'csv')).faults).toEqual([{ row: 5, fault: 'DOUBLE' }]);
  const sheet = await readSpreadsheet('x.csv', Buffer.from('a,b\n1,2\n'));
  expect(() => sampleIn(sheet)).toThrow(ColumnUnknown);
});
