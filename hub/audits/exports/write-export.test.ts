import { expect, test } from '@jest/globals';
import readExcelFile, { readSheet } from 'read-excel-file/node';
import { readSpreadsheet } from '../lists/read-spreadsheet.ts';
import type { ExportBook } from './export-book.ts';
import { EXPORT_FORMATS, writeExport, type ExportFormat } from './write-export.ts';

const NUMBER = '239901198001010011';
const RECEIPT = '{"exchangeId":"x-7","signature":"s"}';
const FORMULA = '=HYPERLINK("http://x","a"),\n"b"';
const BOOK: ExportBook = {
  about: [
    { key: 'runId', english: 'run', chinese: '运行', value: 'r-1' },
    { key: 'policyVersion', english: 'policy version', chinese: '策略版本', value: 'p-1' },
    { key: 'asOf', english: 'as of', chinese: '数据时点', value: '2026-11-01T00:00:00Z' },
    { key: 'withdrawn', english: 'withdrawn', chinese: '已撤回', value: 1 },
  ],
  receipts: [RECEIPT],
  tables: [
    {
      name: 'findings',
      columns: ['findingId', 'number', 'note', 'count', 'withdrawnAt'],
      rows: [
        ['f-1', NUMBER, FORMULA, 3, null],
        ['f-2', NUMBER, "'quoted", 0, '2026-11-02T00:00:00Z'],
      ],
    },
    { name: 'evidence', columns: ['findingId', 'value'], rows: [['f-1', '@SUM(A1)']] },
  ],
};

async function bytesOf(book: ExportBook, format: ExportFormat): Promise<readonly Buffer[]> {
  return (await writeExport(book, format)).map(({ bytes }) => bytes);
}

/** All that a file says. */
async function textOf(bytes: Buffer, format: ExportFormat): Promise<string> {
  return format === 'xlsx' ? JSON.stringify(await readExcelFile(bytes)) : bytes.toString();
}

test.each(EXPORT_FORMATS)('%s says in every file of it where it comes from', async (format) => {
  for (const bytes of await bytesOf(BOOK, format))
    for (const text of ['r-1', 'p-1', '2026-11-01T00:00:00Z', 'x-7'])
      expect(await textOf(bytes, format)).toContain(text);
});

test('XLSX has a sheet for each table, keeps long numbers whole and formulas as text', async () => {
  const [bytes] = await bytesOf(BOOK, 'xlsx');
  expect(await readSheet(bytes!, 'findings')).toEqual([
    ['findingId', 'number', 'note', 'count', 'withdrawnAt'],
    ['f-1', NUMBER, FORMULA, 3, null],
    ['f-2', NUMBER, "'quoted", 0, '2026-11-02T00:00:00Z'],
  ]);
  expect(await readSheet(bytes!, 'evidence')).toEqual([
    ['findingId', 'value'],
    ['f-1', '@SUM(A1)'],
  ]);
  expect((await readSheet(bytes!, 1)).at(-1)).toEqual(['receipt 1 回执', RECEIPT]);
});

test('CSV has a file for each table, and each comes back as it was', async () => {
  const files = await writeExport(BOOK, 'csv');
  expect(files.map(({ suffix }) => suffix)).toEqual(['', '-evidence']);
  const [main, evidence] = files.map(({ bytes }) => bytes);
  expect(main!.toString().startsWith('\uFEFF# run 运行,r-1\r\n')).toBe(true);
  expect(main!.toString()).toContain(`"'=HYPERLINK(""http://x"",""a""),\n""b"""`);
  const { header, rows } = await readSpreadsheet('x.csv', main!, 'findings');
  expect(header).toEqual(BOOK.tables[0].columns);
  expect(rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([
    ['f-1', NUMBER, FORMULA, '3', ''],
    ['f-2', NUMBER, "'quoted", '0', '2026-11-02T00:00:00Z'],
  ]);
  expect((await readSpreadsheet('x.csv', evidence!, 'evidence')).rows[0]?.cells[1]?.text).toBe('@SUM(A1)');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\r=1', '\n=1', '＝1', NUMBER])(
  '%j does not begin a cell of CSV, and is read back',
  async (text) => {
    const book: ExportBook = {
      about: [],
      receipts: [],
      tables: [{ name: 't', columns: ['a'], rows: [[text]] }],
    };
    const [bytes] = await bytesOf(book, 'csv');
    const [, line = ''] = bytes!.toString().split('\r\n');
    expect(/^"?'/u.test(line)).toBe(true);
    expect((await readSpreadsheet('x.csv', bytes!)).rows[0]?.cells[0]?.text).toBe(text);
  },
);

test('JSON nests the evidence, and keeps numbers of people as text', async () => {
  const [bytes] = await bytesOf(BOOK, 'json');
  expect(JSON.parse(bytes!.toString())).toEqual({
    about: { runId: 'r-1', policyVersion: 'p-1', asOf: '2026-11-01T00:00:00Z', withdrawn: 1 },
    receipts: [JSON.parse(RECEIPT)],
    findings: [
      {
        findingId: 'f-1',
        number: NUMBER,
        note: FORMULA,
        count: 3,
        withdrawnAt: null,
        evidence: [{ value: '@SUM(A1)' }],
      },
      {
        findingId: 'f-2',
        number: NUMBER,
        note: "'quoted",
        count: 0,
        withdrawnAt: '2026-11-02T00:00:00Z',
        evidence: [],
      },
    ],
  });
});
