import { expect, test } from '@jest/globals';
import { textReader } from './character-set.ts';
import { dicomJson, personName } from './dicom-json.ts';
import { readPart10 } from './read-part10.ts';
import { syntheticObject } from './testing/synthetic-object.ts';

/** 王^小红 in GB18030 (PS3.5 annex K has this name). */
const GB_NAME = Buffer.from('57616e675e5869616f446f6e673dcdf55ed0a1b6ab3d', 'hex');

test.each<[string, string, Buffer, string]>([
  ['GB18030', 'GB18030', Buffer.from('cdf55ed0a1baec', 'hex'), '王^小红'],
  ['GBK', 'GBK', Buffer.from('cdf55ed0a1baec', 'hex'), '王^小红'],
  ['UTF-8', 'ISO_IR 192', Buffer.from('王^小红'), '王^小红'],
  ['Latin-1', 'ISO_IR 100', Buffer.from('4275635e4ae972f46d65', 'hex'), 'Buc^Jérôme'],
  ['Cyrillic', 'ISO_IR 144', Buffer.from('beceCDd1d4', 'hex'), 'ОЮЭбд'],
  // PS3.5 annex H: Yamada Tarou.
  [
    'Japanese by escape',
    '\\ISO 2022 IR 87',
    Buffer.from('59616d6164615e5461726f753d1b24423b3345441b28425e1b244242404f3a1b2842', 'hex'),
    'Yamada^Tarou=山田^太郎',
  ],
  // PS3.5 annex I: Hong Gildong.
  [
    'Korean by escape',
    '\\ISO 2022 IR 149',
    Buffer.from('486f6e675e47696c646f6e673d1b242943fbf35e1b242943d1ced4d7', 'hex'),
    'Hong^Gildong=洪^吉洞',
  ],
  // PS3.5 annex K.3: Zhang XiaoDong.
  [
    'Chinese by escape',
    '\\ISO 2022 IR 58',
    Buffer.from('5a68616e675e5869616f446f6e673d1b242941d5c55e1b242941d0a1b6ab', 'hex'),
    'Zhang^XiaoDong=张^小东',
  ],
  ['nothing declared, GB18030 written', '', Buffer.from('cdf55ed0a1baec', 'hex'), '王^小红'],
  ['nothing declared, UTF-8 written', '', Buffer.from('王^小红'), '王^小红'],
])('%s', (_name, declared, bytes, text) => {
  expect(textReader(declared.split('\\'))(bytes)).toBe(text);
});

test('a trailing byte of GBK that looks like a delimiter is none', () => {
  // 昞 is 95 5C, 昢 is 95 5E.
  const object = syntheticObject({
    elements: [
      ['00080005', 'CS', 'GB18030'],
      ['00100010', 'PN', Buffer.from('955c5e955e', 'hex')],
    ],
  });
  const text = new TextDecoder('gb18030').decode(Buffer.from('955c', 'hex'));
  const other = new TextDecoder('gb18030').decode(Buffer.from('955e', 'hex'));
  expect(dicomJson(readPart10(object).dataSet)['00100010']).toEqual({
    vr: 'PN',
    Value: [{ Alphabetic: `${text}^${other}` }],
  });
});

test('a name falls into its three groups', () => {
  expect(personName(textReader(['GB18030'])(GB_NAME))).toEqual({
    Alphabetic: 'Wang^XiaoDong',
    Ideographic: '王^小东',
  });
});
