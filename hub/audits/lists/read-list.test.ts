import { expect, test } from '@jest/globals';
import writeXlsxFile from 'write-excel-file/node';
import { makeResidentId } from '../../../identifiers/resident-id.ts';
import { writeExport } from '../exports/write-export.ts';
import { ColumnUnknown, readList } from './read-list.ts';
import { readSpreadsheet, SpreadsheetUnreadable } from './read-spreadsheet.ts';

const id = (sequence: number): string =>
  makeResidentId({ division: '239901', bornOn: '1980-01-01', sequence });
const COLUMNS = { number: '身份证号', idKind: null };
const csv = (text: string, encoding: BufferEncoding = 'utf8') =>
  readSpreadsheet('list.csv', Buffer.from(text, encoding));

test('wrong, doubled and empty numbers are said by row and left out, the rest are taken', async () => {
  const wrong = `${id(1).slice(0, 17)}${id(1).endsWith('0') ? '1' : '0'}`;
  const sheet = await csv(
    `姓名,身份证号\r\n甲,${id(1)}\r\n乙,${wrong}\r\n丙,${id(2).toLowerCase()}\r\n\r\n丁,\r\n戊, ${id(1)} \r\n`,
  );
  expect(readList(sheet, COLUMNS, 'PERSON')).toEqual({
    entries: [
      { row: 2, key: `RID:${id(1)}` },
      { row: 4, key: `RID:${id(2)}` },
    ],
    faults: [
      { row: 3, fault: 'UNSOUND' },
      { row: 6, fault: 'EMPTY' },
      { row: 7, fault: 'DOUBLE' },
    ],
  });
});

test('a foreign document is taken where a column says what it is, and unsound where none does', async () => {
  const sheet = await csv('kind,number\nPASSPORT,UTO-L898902C3\n护照,UTO-L898902C4\nVISA,X1\n');
  const columns = { number: 'number', idKind: 'kind' };
  expect(readList(sheet, columns, 'PERSON').entries.map(({ key }) => key)).toEqual([
    'PASSPORT:UTO-L898902C3',
    'PASSPORT:UTO-L898902C4',
  ]);
  expect(readList(sheet, columns, 'PERSON').faults).toEqual([{ row: 4, fault: 'KIND_UNKNOWN' }]);
  expect(readList(sheet, { number: 'number', idKind: null }, 'PERSON').faults).toHaveLength(3);
});

test('where the kind is left empty the number is a resident number', async () => {
  const sheet = await csv(`kind,number\n,${id(1)}\nPASSPORT,${id(2)}\n`);
  expect(readList(sheet, { number: 'number', idKind: 'kind' }, 'PERSON')).toEqual({
    entries: [{ row: 2, key: `RID:${id(1)}` }],
    faults: [{ row: 3, fault: 'PASSPORT_FORM' }],
  });
});

test('a number that a spreadsheet kept as a number is refused: its last digits are gone', async () => {
  const bytes = await writeXlsxFile([
    [{ value: '身份证号' }],
    [{ value: Number(id(1).slice(0, 17)), type: Number }],
    [{ value: id(1), type: String }],
  ]).toBuffer();
  const sheet = await readSpreadsheet('list.XLSX', bytes);
  expect(readList(sheet, COLUMNS, 'PERSON')).toEqual({
    entries: [{ row: 3, key: `RID:${id(1)}` }],
    faults: [{ row: 2, fault: 'LOST_DIGITS' }],
  });
});

test('so is one that a spreadsheet wrote into CSV with an exponent', async () => {
  const sheet = await csv(`身份证号\n2.30102E+17\n${id(1)}\n`);
  expect(readList(sheet, COLUMNS, 'PERSON').faults).toEqual([{ row: 2, fault: 'LOST_DIGITS' }]);
});

test('of a passport without its issuing state the form is said', async () => {
  const sheet = await csv('kind,number\n护照,L898902C3\n');
  const read = readList(sheet, { number: 'number', idKind: 'kind' }, 'PERSON');
  expect(read.faults).toEqual([{ row: 2, fault: 'PASSPORT_FORM' }]);
});

test('a case number is taken in its usual letters, once', async () => {
  const sheet = await csv('number\nsa230102000000001\n ＳＡ230102000000001 \n');
  expect(readList(sheet, { number: 'number', idKind: null }, 'CASE')).toEqual({
    entries: [{ row: 2, key: 'SA230102000000001' }],
    faults: [{ row: 3, fault: 'DOUBLE' }],
  });
});

test.each(['xlsx', 'csv'] as const)('what was exported to %s can be brought as a list', async (format) => {
  const table = {
    name: 'findings',
    columns: ['findingId', 'caseNumber'],
    rows: [['f', 'SA230102000000001']],
  };
  const about = [{ key: 'audit', english: 'audit', chinese: '审计方案', value: 'x' }];
  const [file] = await writeExport({ about, receipts: [], tables: [table] }, format);
  const sheet = await readSpreadsheet(`list.${format}`, file!.bytes, 'findings');
  const { entries, faults } = readList(sheet, { number: 'caseNumber', idKind: null }, 'CASE');
  expect([entries.map(({ key }) => key), faults]).toEqual([['SA230102000000001'], []]);
  expect((await readSpreadsheet(`list.${format}`, file!.bytes)).header).toEqual(table.columns);
});

test('a CSV file in GB 18030 is read, and so is one with a byte order mark', async () => {
  // 姓名 in GB 18030, then the digits of a case number.
  const gb = Buffer.concat([Buffer.from([0xd0, 0xd5, 0xc3, 0xfb]), Buffer.from('\nC-1\n')]);
  expect((await readSpreadsheet('a.csv', gb)).header).toEqual(['姓名']);
  const marked = await csv('\uFEFF户号\nC-1\n');
  expect(readList(marked, { number: '户号', idKind: null }, 'CASE').entries).toEqual([
    { row: 2, key: 'C-1' },
  ]);
});

test('what is no spreadsheet, and a column that is not there, are said', async () => {
  await expect(readSpreadsheet('a.xlsx', Buffer.from('PK no zip'))).rejects.toThrow(SpreadsheetUnreadable);
  await expect(readSpreadsheet('a.pdf', Buffer.from(''))).rejects.toThrow(SpreadsheetUnreadable);
  await expect(csv('')).rejects.toThrow('the file has no rows');
  await expect(csv('a,"b\n')).rejects.toThrow(SpreadsheetUnreadable);
  const sheet = await csv('a,b\n1,2\n');
  expect(() => readList(sheet, COLUMNS, 'PERSON')).toThrow(ColumnUnknown);
});
