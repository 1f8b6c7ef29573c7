import { createHash } from 'node:crypto';
import { makeResidentId } from '../../../identifiers/resident-id.ts';
import { writeElement } from '../dicom/write-part10.ts';

export const TEST_CLASS = '1.2.840.10008.5.1.4.1.1.7';
/** A name in Chinese and in letters, of nobody. */
const TEST_NAME = 'SLUICE^TEST=联调^测试';

export interface TestObject {
  readonly studyInstanceUid: string;
  readonly sopInstanceUid: string;
  /** The data set in Explicit VR Little Endian, its text UTF-8. */
  readonly dataSet: Buffer;
}

/** The image by which a connection is tried: always the same for a hospital, so that it is kept once. Shows a grey square. */
export function testObject(hospital: string): TestObject {
  const studyInstanceUid = uidOf(`study ${hospital}`);
  const sopInstanceUid = uidOf(`image ${hospital}`);
  // Of a division that is not assigned: nobody can have it.
  const patientId = makeResidentId({ division: '239901', bornOn: '1970-01-01', sequence: 998 });
  const number = (value: number): Buffer => Buffer.of(value & 0xff, value >> 8);
  return {
    studyInstanceUid,
    sopInstanceUid,
    dataSet: Buffer.concat([
      writeElement('00080005', 'CS', 'ISO_IR 192'),
      writeElement('00080016', 'UI', TEST_CLASS),
      writeElement('00080018', 'UI', sopInstanceUid),
      writeElement('00080020', 'DA', '20260101'),
      writeElement('00080030', 'TM', '000000'),
      writeElement('00080050', 'SH', ''),
      writeElement('00080060', 'CS', 'OT'),
      writeElement('00080064', 'CS', 'SYN'),
      writeElement('00080090', 'PN', ''),
      writeElement('0008103E', 'LO', 'connection test 联调测试'),
      writeElement('00100010', 'PN', TEST_NAME),
      writeElement('00100020', 'LO', patientId),
      writeElement('00100030', 'DA', ''),
      writeElement('00100040', 'CS', 'O'),
      writeElement('0020000D', 'UI', studyInstanceUid),
      writeElement('0020000E', 'UI', uidOf(`series ${hospital}`)),
      writeElement('00200010', 'SH', ''),
      writeElement('00200011', 'IS', '1'),
      writeElement('00200013', 'IS', '1'),
      writeElement('00200020', 'CS', ''),
      writeElement('00280002', 'US', number(1)),
      writeElement('00280004', 'CS', 'MONOCHROME2'),
      writeElement('00280010', 'US', number(8)),
      writeElement('00280011', 'US', number(8)),
      writeElement('00280100', 'US', number(8)),
      writeElement('00280101', 'US', number(8)),
      writeElement('00280102', 'US', number(7)),
      writeElement('00280103', 'US', number(0)),
      writeElement('7FE00010', 'OB', Buffer.alloc(64, 0x80)),
    ]),
  };
}

function uidOf(text: string): string {
  const digest = createHash('sha256').update(`sluice connection test ${text}`).digest('hex').slice(0, 31);
  return `2.25.${BigInt(`0x${digest}`)}`;
}
