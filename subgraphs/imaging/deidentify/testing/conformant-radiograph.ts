import { writeElement } from '../../dicom/write-part10.ts';
import { phantomObject } from '../../training/phantom/phantom-object.ts';
import { writeItems } from '../clean-data-set.ts';

/** A radiograph of nobody with everything that its kind (DX, PS3.3 A.26) requires, and much that tells who made it. */
export function conformantRadiograph(): Buffer {
  const code = (value: string, meaning: string): Buffer =>
    Buffer.concat([
      writeElement('00080100', 'SH', value),
      writeElement('00080102', 'SH', 'SCT'),
      writeElement('00080104', 'LO', meaning),
    ]);
  // Of a sequence only what follows its header of 12 bytes is given.
  const items = (...of: readonly Buffer[]): Buffer => writeItems('00080000', of).subarray(12);
  return phantomObject({
    seed: 5,
    index: 3,
    elements: [
      ['00080008', 'CS', 'ORIGINAL\\PRIMARY'],
      ['00080023', 'DA', '20261101'],
      ['00080033', 'TM', '080001'],
      ['00080068', 'CS', 'FOR PRESENTATION'],
      ['00080070', 'LO', 'Phantom Works'],
      ['00080080', 'LO', '道里区合成第一医院'],
      ['00080090', 'PN', 'Sikong^Jianguo=司空^建国'],
      ['00081010', 'SH', 'ROOM7-DX'],
      ['00081030', 'LO', 'chest'],
      ['00082218', 'SQ', items(code('51185008', 'Chest'))],
      ['00181000', 'LO', 'SN-4711-0815'],
      ['00181030', 'LO', 'chest upright'],
      ['00181164', 'DS', '3.0\\3.0'],
      ['00181508', 'CS', ''],
      ['00187004', 'CS', 'DIRECT'],
      ['0018700A', 'SH', 'DET-0815-4711'],
      ['00200020', 'CS', 'L\\F'],
      ['00200062', 'CS', 'U'],
      ['00281040', 'CS', 'LOG'],
      ['00281041', 'SS', Buffer.of(0xff, 0xff)],
      ['00281050', 'DS', '2048'],
      ['00281051', 'DS', '4096'],
      ['00281052', 'DS', '0'],
      ['00281053', 'DS', '1'],
      ['00281054', 'LO', 'US'],
      ['00282110', 'CS', '00'],
      ['00400555', 'SQ', items()],
      ['00540220', 'SQ', items(code('399348003', 'antero-posterior'))],
      ['20500020', 'CS', 'IDENTITY'],
    ],
  }).bytes;
}
