import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import dicomParser from 'dicom-parser';
import { asciiValue } from './data-set.ts';
import { tagOfKeyword } from './data-dictionary.ts';
import { DicomRejection, type RejectionReason } from './dicom-rejection.ts';
import { dicomJson } from './dicom-json.ts';
import { instanceIdentity } from './instance-identity.ts';
import { patientKeyOf } from './patient-key.ts';
import { readPart10 } from './read-part10.ts';
import { SYNTHETIC_PATIENT_ID, syntheticDataSet, syntheticObject } from './testing/synthetic-object.ts';
import { DEFLATED_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN, JPEG_LS_LOSSLESS } from './transfer-syntax.ts';
import { parseUid } from './uid.ts';
import { writeElement, writePart10Header } from './write-part10.ts';

const header = (transferSyntaxUid: string) =>
  writePart10Header({ sopClassUid: '1.2', sopInstanceUid: '2.25.317.1.1.1', transferSyntaxUid });

function reasonOf(bytes: Uint8Array): RejectionReason | null {
  try {
    readPart10(bytes);
    return null;
  } catch (error) {
    if (error instanceof DicomRejection) return error.reason;
    throw error;
  }
}

test('a UID is dotted components without leading zeros', () => {
  expect(parseUid('1.2.840\0')).toBe('1.2.840');
  for (const text of ['', '1', '1.02', '3.1', '1..2', `1.${'1'.repeat(64)}`, '1.2\n'])
    expect(parseUid(text)).toBeNull();
});

test('an object is read: identity, attributes, patient', () => {
  const object = readPart10(syntheticObject());
  expect(instanceIdentity(object)).toMatchObject({
    sopInstanceUid: '2.25.317.1.1.1',
    studyInstanceUid: '2.25.317.1',
  });
  expect(dicomJson(object.dataSet)).toMatchObject({
    '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Wang^Xiaohong', Ideographic: '王^小红' }] },
    '00280010': { vr: 'US', Value: [16] },
    '00280030': { vr: 'DS', Value: [3, 3] },
  });
  expect(patientKeyOf(asciiValue(object.dataSet, '00100020'))).toBe(`RID:${SYNTHETIC_PATIENT_ID}`);
  const wrong = SYNTHETIC_PATIENT_ID.slice(0, 17) + (SYNTHETIC_PATIENT_ID.endsWith('1') ? '2' : '1');
  expect(patientKeyOf(wrong)).toBeNull();
});

test('dicom-parser reads the same elements', () => {
  const bytes = syntheticObject();
  const other = dicomParser.parseDicom(bytes).elements;
  for (const { tag, bytes: value } of readPart10(bytes).dataSet.elements.values()) {
    const { dataOffset, length } = other[`x${tag.toLowerCase()}`]!;
    expect(Buffer.from(value)).toEqual(bytes.subarray(dataOffset, dataOffset + length));
  }
});

test('an object in Implicit VR has the VRs of the standard', () => {
  const element = (tag: string, value: Buffer): Buffer => {
    const head = Buffer.from(`${tag}00000000`, 'hex');
    head.writeUInt32LE(value.length, 4);
    return Buffer.concat([head, value]);
  };
  const item = element('feff00e0', element('08000001', Buffer.from('A1')));
  const bytes = Buffer.concat([
    header(IMPLICIT_LITTLE_ENDIAN),
    element('08000500', Buffer.from('GB18030 ')),
    element('08003210', item),
    element('10001000', Buffer.from('cdf55ed0a1baec20', 'hex')),
    element('28001000', Buffer.of(16, 0)),
  ]);
  expect(dicomJson(readPart10(bytes).dataSet)).toEqual({
    '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
    '00081032': { vr: 'SQ', Value: [{ '00080100': { vr: 'SH', Value: ['A1'] } }] },
    '00100010': { vr: 'PN', Value: [{ Alphabetic: '王^小红' }] },
    '00280010': { vr: 'US', Value: [16] },
  });
  expect(['PatientName', 'StudyInstanceUID', 'constructor', 'Nonsense'].map(tagOfKeyword)).toEqual([
    '00100010',
    '0020000D',
    null,
    null,
  ]);
});

test('a deflated data set is read, one that inflates without end is not', () => {
  const deflated = Buffer.concat([header(DEFLATED_LITTLE_ENDIAN), deflateRawSync(syntheticDataSet())]);
  expect(asciiValue(readPart10(deflated).dataSet, '00080060')).toBe('DX');
  const bomb = deflateRawSync(Buffer.alloc(80 * 1024 * 1024));
  expect(reasonOf(Buffer.concat([header(DEFLATED_LITTLE_ENDIAN), bomb]))).toBe('TOO_LARGE');
  expect(reasonOf(Buffer.concat([header(DEFLATED_LITTLE_ENDIAN), Buffer.from('no deflate')]))).toBe(
    'DEFLATE_INVALID',
  );
});

describe('what is rejected', () => {
  const explicit = header('1.2.840.10008.1.2.1');
  const nested = (depth: number): Buffer =>
    Buffer.concat(
      Array.from({ length: depth }, () => Buffer.from('4000750253510000fffffffffeff00e0ffffffff', 'hex')),
    );
  test.each<[RejectionReason, Buffer]>([
    ['NOT_DICOM', Buffer.from('%PDF-1.4')],
    ['NOT_DICOM', Buffer.alloc(0)],
    ['TRANSFER_SYNTAX_UNKNOWN', header('1.2.840.10008.1.2.4.999')],
    ['TRUNCATED', syntheticObject().subarray(0, -1)],
    ['TRUNCATED', Buffer.concat([explicit, Buffer.from('08001600554904', 'hex')])],
    ['TRUNCATED', Buffer.concat([explicit, Buffer.from('e07f10004f570000feffffff', 'hex')])],
    [
      'MALFORMED',
      Buffer.concat([explicit, writeElement('00100010', 'PN', 'A'), writeElement('00080060', 'CS', 'DX')]),
    ],
    ['MALFORMED', Buffer.concat([explicit, Buffer.from('080016007a7a0000', 'hex')])],
    ['TOO_DEEP', Buffer.concat([explicit, nested(5000)])],
    // Read as implicit, the two letters of a VR become a length.
    ['TRUNCATED', Buffer.concat([header(IMPLICIT_LITTLE_ENDIAN), syntheticDataSet()])],
  ])('%s', (reason, bytes) => {
    expect(reasonOf(bytes)).toBe(reason);
  });

  test('more elements than anybody writes', () => {
    const items = Buffer.alloc(250_000 * 8);
    for (let at = 0; at < items.length; at += 8) items.write('feff00e0', at, 'hex');
    const sequence = Buffer.from('0800151153510000ffffffff', 'hex');
    expect(reasonOf(Buffer.concat([explicit, sequence, items]))).toBe('TOO_MANY_ELEMENTS');
  });

  test('an object without identity, or with another than its header says', () => {
    const reason = (bytes: Buffer) => {
      try {
        instanceIdentity(readPart10(bytes));
        return null;
      } catch (error) {
        return (error as DicomRejection).reason;
      }
    };
    expect(reason(syntheticObject({ without: ['0020000D'] }))).toBe('IDENTITY_MISSING');
    expect(reason(syntheticObject({ elements: [['00080018', 'UI', '1.2.3']] }))).toBe('IDENTITY_MISMATCH');
  });
});

test('whatever is cut or flipped is read or rejected, and nothing else happens', () => {
  const whole = syntheticObject({ rows: 2, columns: 2 });
  for (let length = 0; length < whole.length; length++) reasonOf(whole.subarray(0, length));
  for (let at = 132; at < whole.length; at++) {
    const changed = Buffer.from(whole);
    changed[at] = whole[at]! ^ (1 << (at % 8));
    try {
      dicomJson(readPart10(changed).dataSet);
    } catch (error) {
      if (!(error instanceof DicomRejection)) throw error;
    }
  }
  expect(reasonOf(whole)).toBeNull();
});

test('pixels that are compressed by name only are told apart when they are asked for', () => {
  expect(reasonOf(syntheticObject({ transferSyntaxUid: JPEG_LS_LOSSLESS }))).toBeNull();
});
