import fc from 'fast-check';
import { vrOfTag } from '../../dicom/data-dictionary.ts';
import * as syntaxes from '../../dicom/transfer-syntax.ts';
import { uint16 } from '../../dicom/testing/synthetic-object.ts';
import { writePart10Header } from '../../dicom/write-part10.ts';
import { profileTags } from '../confidentiality-profile.ts';
import { gb18030 } from '../gb18030.ts';
import { KEPT_TEXT } from '../kept-text.ts';

/** An element to write; the text of a value is written in the object's character set. */
export interface RandomElement {
  readonly tag: string;
  readonly vr: string;
  readonly value: string | Uint8Array | readonly (readonly RandomElement[])[];
}

/** Somebody who does not exist. What stands here stands in no copy, in whatever form. */
export const SECRETS = {
  name: 'Ouyang^Xiaohong=欧阳^小红',
  latinName: 'Ouyang^Xiaohong',
  patientId: '239901196103040128',
  accession: 'ACC2026110177',
  institution: '道里区合成第一医院',
  telephone: '13899999999',
  station: 'ROOM7-DX',
  physician: 'Sikong^Jianguo=司空^建国',
  address: '哈尔滨市合成路317号',
} as const;
const UIDS = {
  study: '1.3.6.1.4.1.99999.1.7',
  series: '1.3.6.1.4.1.99999.1.7.1',
  sop: '1.3.6.1.4.1.99999.1.7.1.1',
};
const CLASS = '1.2.840.10008.5.1.4.1.1.1.1';
export const CHARACTER_SETS = ['ISO_IR 192', 'GB18030', '', 'ISO 2022 IR 6\\ISO 2022 IR 58'] as const;
type CharacterSet = (typeof CHARACTER_SETS)[number];

/** What stands in every object, so that it is known who it is about and that it may be copied. */
const ALWAYS: readonly RandomElement[] = [
  { tag: '00080016', vr: 'UI', value: CLASS },
  { tag: '00080018', vr: 'UI', value: UIDS.sop },
  { tag: '00080020', vr: 'DA', value: '20261017' },
  { tag: '00080050', vr: 'SH', value: SECRETS.accession },
  { tag: '00080060', vr: 'CS', value: 'DX' },
  { tag: '00080080', vr: 'LO', value: SECRETS.institution },
  { tag: '00080090', vr: 'PN', value: SECRETS.physician },
  { tag: '00081010', vr: 'SH', value: SECRETS.station },
  { tag: '00100010', vr: 'PN', value: SECRETS.name },
  { tag: '00100020', vr: 'LO', value: SECRETS.patientId },
  { tag: '00100030', vr: 'DA', value: '19610304' },
  { tag: '00101040', vr: 'LO', value: SECRETS.address },
  { tag: '00102154', vr: 'SH', value: SECRETS.telephone },
  { tag: '0020000D', vr: 'UI', value: UIDS.study },
  { tag: '0020000E', vr: 'UI', value: UIDS.series },
  { tag: '00280010', vr: 'US', value: uint16(4) },
  { tag: '00280011', vr: 'US', value: uint16(4) },
  { tag: '00280301', vr: 'CS', value: 'NO' },
];
const TAKEN = new Set([...ALWAYS.map(({ tag }) => tag), '00020003', '00001000', '00001001']);

const OTHERS = [
  ...KEPT_TEXT,
  ...'00080008 00080064 00180015 00180060 00185101 00200010 00200020 00200062 00204000 00280030 00281050'.split(
    ' ',
  ),
  ...'00081115 00081199 00400260 00400275 00540220 0008002A 00189074 00400244 00880200 00420011'.split(' '),
  ...'00090010 00091001 00191008 50000010 60000010 60003000 7FE10010 00080300 00140023'.split(' '),
];
const tags = fc.constantFrom(
  ...[...profileTags(), ...OTHERS].filter((tag) => tag >= '00080000' && !TAKEN.has(tag)),
);
const secret = fc.constantFrom(
  ...Object.values(SECRETS),
  UIDS.study,
  `by ${SECRETS.latinName} today`,
  '20261017',
);
const harmless = fc.constantFrom(
  '',
  '1',
  '12.5',
  'CHEST',
  'AP\\PA',
  '20200101',
  '2.25.7',
  '1.2.840.10008.5.1.4.34',
);
const oddVr = fc.constantFrom('LO', 'UN', 'OB', 'LT', 'PN', 'CS', 'DS', 'SH', 'UT', 'UI', 'DA');

/** Elements; of those that are sequences the items are drawn from `inner`. */
const elementsAbove = (
  inner: fc.Arbitrary<readonly RandomElement[]>,
): fc.Arbitrary<readonly RandomElement[]> =>
  fc.array(
    fc
      .tuple(
        tags,
        fc.oneof(secret, harmless),
        fc.option(oddVr, { freq: 4 }),
        fc.array(inner, { maxLength: 2 }),
      )
      .map(([tag, text, odd, items]): RandomElement => {
        const vr = odd ?? vrOfTag(tag);
        return vr === 'SQ' ? { tag, vr, value: items } : { tag, vr, value: text };
      }),
    { maxLength: 6 },
  );
const nothing = fc.constant<readonly RandomElement[]>([]);
const elements = elementsAbove(elementsAbove(elementsAbove(nothing)));

/** Objects with the same somebody in all sorts of places, in all ways of writing. */
export const randomObject: fc.Arbitrary<Buffer> = fc
  .record({
    elements: fc.array(elements, { minLength: 1, maxLength: 4 }).map((lists) => lists.flat()),
    characterSet: fc.constantFrom(...CHARACTER_SETS),
    transferSyntaxUid: fc.constantFrom(
      syntaxes.EXPLICIT_LITTLE_ENDIAN,
      syntaxes.IMPLICIT_LITTLE_ENDIAN,
      syntaxes.EXPLICIT_BIG_ENDIAN,
    ),
    open: fc.boolean(),
  })
  .map(({ elements: drawn, ...writing }) =>
    writeObject([...ALWAYS, { tag: '7FE00010', vr: 'OW', value: Buffer.alloc(32, 7) }, ...drawn], writing),
  );

interface Writing {
  readonly characterSet: CharacterSet;
  readonly transferSyntaxUid: string;
  /** Sequences and items without a length. */
  readonly open: boolean;
}

export function writeObject(given: readonly RandomElement[], writing: Writing): Buffer {
  const header = writePart10Header({
    sopClassUid: CLASS,
    sopInstanceUid: UIDS.sop,
    transferSyntaxUid: writing.transferSyntaxUid,
  });
  const declared = { tag: '00080005', vr: 'CS', value: writing.characterSet };
  return Buffer.concat([
    header,
    writeAll([...given, ...(writing.characterSet === '' ? [] : [declared])], writing),
  ]);
}

function writeAll(given: readonly RandomElement[], writing: Writing): Buffer {
  const byTag = new Map(given.map((element) => [element.tag, element]));
  const ordered = [...byTag.values()].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  return Buffer.concat(ordered.map((element) => writeOne(element, writing)));
}

const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

function writeOne({ tag, vr, value }: RandomElement, writing: Writing): Buffer {
  const isBig = writing.transferSyntaxUid === syntaxes.EXPLICIT_BIG_ENDIAN;
  const isExplicit = writing.transferSyntaxUid !== syntaxes.IMPLICIT_LITTLE_ENDIAN;
  const word = (number: number): Buffer => (isBig ? uint16(number).swap16() : uint16(number));
  const long = (number: number): Buffer =>
    isBig
      ? Buffer.concat([word(number >>> 16), word(number)])
      : Buffer.concat([word(number), word(number >>> 16)]);
  const head = Buffer.concat([
    word(Number.parseInt(tag.slice(0, 4), 16)),
    word(Number.parseInt(tag.slice(4), 16)),
  ]);
  // Without a VR only the dictionary says what is a sequence, and what is none.
  const isSequence = isExplicit ? Array.isArray(value) : vrOfTag(tag) === 'SQ';
  const length = (bytes: Buffer): Buffer => {
    if (!isExplicit) return long(bytes.length);
    return LONG.has(vr)
      ? Buffer.concat([Buffer.from(vr), word(0), long(bytes.length)])
      : Buffer.concat([Buffer.from(vr), word(bytes.length)]);
  };
  if (!isSequence) {
    const bytes =
      typeof value === 'string'
        ? encode(value, writing.characterSet)
        : Buffer.from(value instanceof Uint8Array ? value : []);
    const inOrder =
      isBig && (vr === 'US' || vr === 'OW') && bytes.length % 2 === 0 ? Buffer.from(bytes).swap16() : bytes;
    const padded =
      inOrder.length % 2 === 0 ? inOrder : Buffer.concat([inOrder, Buffer.of(vr === 'UI' ? 0 : 0x20)]);
    return Buffer.concat([head, length(padded), padded]);
  }
  const item = (code: number, size: number): Buffer => Buffer.concat([word(0xfffe), word(code), long(size)]);
  const items = (Array.isArray(value) ? (value as readonly (readonly RandomElement[])[]) : []).map(
    (inner) => {
      const bytes = writeAll(inner, writing);
      return writing.open
        ? Buffer.concat([item(0xe000, 0xffffffff), bytes, item(0xe00d, 0)])
        : Buffer.concat([item(0xe000, bytes.length), bytes]);
    },
  );
  const body = Buffer.concat(items);
  if (!writing.open) return Buffer.concat([head, length(body), body]);
  const open = isExplicit ? Buffer.concat([Buffer.from('SQ'), word(0), long(0xffffffff)]) : long(0xffffffff);
  return Buffer.concat([head, open, body, item(0xe0dd, 0)]);
}

/** Text in a character set; in ISO 2022 Chinese stands behind an escape sequence, which a delimiter ends. */
export function encode(text: string, characterSet: CharacterSet): Buffer {
  if (characterSet === 'ISO_IR 192') return Buffer.from(text);
  const chinese = (part: string): Buffer => gb18030(part) ?? Buffer.alloc(0);
  if (characterSet !== 'ISO 2022 IR 6\\ISO 2022 IR 58') return chinese(text);
  return Buffer.concat(
    text
      .split(/([=^\\])/u)
      .map((part) =>
        /\p{Script=Han}/u.test(part)
          ? Buffer.concat([Buffer.from('\u001b$)A'), chinese(part)])
          : chinese(part),
      ),
  );
}
