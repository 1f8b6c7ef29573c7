import { describe, expect, test } from '@jest/globals';
import { dicomJson, personName } from './dicom-json.ts';
import { readDataSet } from './read-data-set.ts';
import { writeElement } from './write-part10.ts';

const read = (...elements: readonly Buffer[]) =>
  dicomJson(readDataSet(Buffer.concat(elements), { explicitVr: true, bigEndian: false }));
const list = (values: number): string => Array<string>(values).fill('a').join('\\');
/** So many private elements one after the other. */
const each = (count: number, vr: string, value: string | Buffer): Buffer =>
  Buffer.concat(
    Array.from({ length: count }, (_, at) =>
      writeElement(`00${(0x211000 + at).toString(16).toUpperCase()}`, vr, value),
    ),
  );
const sequence = (items: readonly Buffer[]): Buffer => {
  const item = (bytes: Buffer): Buffer => {
    const head = Buffer.from('feff00e000000000', 'hex');
    head.writeUInt32LE(bytes.length, 4);
    return Buffer.concat([head, bytes]);
  };
  return writeElement('00081115', 'SQ', Buffer.concat(items.map(item)));
};

test('text of more than 256 values is bulk, and is not read', () => {
  expect(read(writeElement('00100010', 'PN', list(256)))['00100010']?.Value).toHaveLength(256);
  expect(read(writeElement('00100010', 'PN', list(257)))).toEqual({ '00100010': { vr: 'PN' } });
  expect(read(writeElement('00081030', 'LO', list(8000)))).toEqual({ '00081030': { vr: 'LO' } });
  expect(read(writeElement('00104000', 'LT', list(257)))['00104000']?.Value).toEqual([list(257)]);
});

test('more than 1024 numbers or tags are bulk', () => {
  expect(read(writeElement('00280009', 'AT', Buffer.alloc(4096)))['00280009']?.Value).toHaveLength(1024);
  expect(read(writeElement('00280009', 'AT', Buffer.alloc(4100)))).toEqual({ '00280009': { vr: 'AT' } });
  expect(read(writeElement('00283006', 'US', Buffer.alloc(2050)))).toEqual({ '00283006': { vr: 'US' } });
});

describe('what is said of an object is at most about 4 MiB', () => {
  const full = { reason: 'TOO_LARGE' };
  test.each<[what: string, elements: Buffer]>([
    ['names', each(1000, 'PN', list(250))],
    ['long text', each(300, 'LT', 'a'.repeat(16_000))],
    ['text of padding', each(30, 'LO', Buffer.alloc(16_000))],
    ['numbers', each(300, 'US', Buffer.alloc(2048))],
    ['items with a little each', sequence(Array<Buffer>(35_000).fill(each(4, 'SH', 'a')))],
    ['character sets', sequence(Array<Buffer>(300).fill(writeElement('00080005', 'CS', list(2000))))],
  ])('%s', (_what, elements) => {
    expect(() => read(elements)).toThrow(expect.objectContaining(full));
  });

  test('what is large and sound is read', () => {
    const frame = Buffer.concat([
      writeElement('00200032', 'DS', '-123.456\\-123.456\\-123.456'),
      each(20, 'LO', 'what a frame says of itself'),
    ]);
    const json = read(sequence(Array<Buffer>(1000).fill(frame)));
    expect(json['00081115']?.Value).toHaveLength(1000);
    expect(JSON.stringify(json).length).toBeLessThan(4 << 20);
  });
});

test('carets at the end of a name are padding, others are not', () => {
  expect(personName('Wang^Xiaohong^^^=王^小红^=^^')).toEqual({
    Alphabetic: 'Wang^Xiaohong',
    Ideographic: '王^小红',
  });
  expect(personName('^^a')).toEqual({ Alphabetic: '^^a' });
});
