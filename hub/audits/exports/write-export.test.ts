import { expect, test } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import { readSpreadsheet } from '../lists/read-spreadsheet.ts';
import type { ExportBook } from './export-book.ts';
import { writeExport } from './write-export.ts';

const NUMBER = '239901198001010011';
const BOOK: ExportBook = {
  about: [
    ['run', 'r-1'],
    ['receipt', 'x#7'],
  ],
  tables: [
    {
      name: 'findings',
      columns: ['rule', 'number', 'note', 'count', 'missing'],
      rows: [['R01', NUMBER, '=HYPERLINK("http://x","a"),\n"b"', 3, null]],
    },
  ],
};

test('XLSX keeps long numbers whole and formulas as text', async () => {
  const bytes = await writeExport(BOOK, 'xlsx');
  expect(await readSheet(bytes, 'findings')).toEqual([
    ['rule', 'number', 'note', 'count', 'missing'],
    ['R01', NUMBER, '=HYPERLINK("http://x","a"),\n"b"', 3, null],
  ]);
  expect(bytes.includes('<f>')).toBe(false);
  expect(await readSheet(bytes, 1)).toEqual([
    ['run', 'r-1'],
    ['receipt', 'x#7'],
  ]);
});

test('CSV defuses formulas, keeps long numbers as text and comes back as it was', async () => {
  const bytes = await writeExport({ ...BOOK, about: [] }, 'csv');
  const text = bytes.toString();
  expect(text.startsWith('\uFEFFrule,number')).toBe(true);
  expect(text).toContain(`'${NUMBER}`);
  expect(text).toContain(`"'=HYPERLINK(""http://x"",""a""),\n""b"""`);
  const [row] = (await readSpreadsheet('x.csv', bytes)).rows;
  expect(row?.cells.map((cell) => cell.text)).toEqual([
    'R01',
    NUMBER,
    '=HYPERLINK("http://x","a"),\n"b"',
    '3',
    '',
  ]);
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\r=1'])('%j does not begin a cell', async (formula) => {
  const book = { about: [], tables: [{ name: 't', columns: ['a'], rows: [[formula]] }] };
  const [, line = ''] = (await writeExport(book, 'csv')).toString().split('\r\n');
  expect(/^"?'/u.test(line)).toBe(true);
});

test('JSON holds what it is about, and numbers of people as text', async () => {
  expect(JSON.parse((await writeExport(BOOK, 'json')).toString())).toMatchObject({
    about: { run: 'r-1', receipt: 'x#7' },
    findings: [{ rule: 'R01', number: NUMBER, count: 3, missing: null }],
  });
});
