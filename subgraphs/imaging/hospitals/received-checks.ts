import type pg from 'pg';
import { textReader } from '../dicom/character-set.ts';
import { vrOfTag } from '../dicom/data-dictionary.ts';
import { asciiValue, type DataSet } from '../dicom/data-set.ts';
import { readPart10 } from '../dicom/read-part10.ts';
import type { ImageSource } from '../intake/image-source.ts';
import { amiss, passed, type ConformanceCheck } from './conformance-check.ts';

/** So many of the latest objects and studies are looked at. */
const OBJECTS = 50;
const STUDIES = 500;
const TEXTS = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);

/** Looks into what the hospital sent: is its text what it says it is, and are its patient numbers sound? */
export async function receivedChecks(
  client: pg.ClientBase,
  hospital: string,
  reader: ImageSource,
): Promise<readonly ConformanceCheck[]> {
  return [await characterSets(client, hospital, reader), await patientIdentifiers(client, hospital)];
}

async function characterSets(
  client: pg.ClientBase,
  hospital: string,
  reader: ImageSource,
): Promise<ConformanceCheck> {
  const { rows } = await client.query<{ study: string; series: string; sop: string }>(
    `SELECT study_instance_uid AS study, series_instance_uid AS series, sop_instance_uid AS sop FROM archive.instance
      WHERE hospital = $1 ORDER BY received_at DESC, sop_instance_uid LIMIT ${OBJECTS}`,
    [hospital],
  );
  let [undeclared, unsound] = [0, 0];
  for (const { study, series, sop } of rows) {
    const bytes = await reader.read({
      studyInstanceUid: study,
      seriesInstanceUid: series,
      sopInstanceUid: sop,
    });
    const kind = textKind(readPart10(bytes).dataSet);
    if (kind === 'UNDECLARED') undeclared += 1;
    if (kind === 'UNSOUND') unsound += 1;
  }
  const check = 'character-sets';
  if (rows.length === 0)
    return amiss(check, 'NOT_SEEN', { en: 'no object came yet', zh: '尚无对象' }, SEND_FIRST);
  if (unsound > 0)
    return amiss(
      check,
      'FAILED',
      {
        en: `of ${rows.length} objects the text of ${unsound} is not in the character set that they declare`,
        zh: `${rows.length} 个对象中有 ${unsound} 个的文本与声明的字符集不符`,
      },
      {
        en: 'at the modality or its gateway: declare in (0008,0005) what is written: GB18030, or ISO_IR 192 for UTF-8',
        zh: '请在设备或网关处使 (0008,0005) 与实际编码一致：GB18030，或 UTF-8 对应的 ISO_IR 192',
      },
    );
  if (undeclared > 0)
    return amiss(
      check,
      'FAILED',
      {
        en: `${undeclared} of ${rows.length} objects hold Chinese text and declare no character set; it was guessed`,
        zh: `${rows.length} 个对象中有 ${undeclared} 个含中文而未声明字符集，系统只能推测`,
      },
      {
        en: 'at the modality: declare (0008,0005) Specific Character Set: GB18030 or ISO_IR 192',
        zh: '请在设备处声明 (0008,0005)：GB18030 或 ISO_IR 192',
      },
    );
  return passed(
    check,
    `the text of ${rows.length} objects is as declared`,
    `${rows.length} 个对象的文本与声明一致`,
  );
}

const SEND_FIRST = { en: 'at the hospital: send a study first', zh: '请先从医院发送一项检查' };

/** Whether text beyond ASCII is in the character set that is declared. */
function textKind(dataSet: DataSet): 'SOUND' | 'UNDECLARED' | 'UNSOUND' {
  const declared = asciiValue(dataSet, '00080005');
  const beyond = [...dataSet.elements.values()].filter(
    ({ tag, bytes, items }) =>
      items === null && TEXTS.has(vrOfTag(tag)) && bytes.some((byte) => byte > 0x7f || byte === 0x1b),
  );
  if (beyond.length === 0) return 'SOUND';
  if (declared === '') return 'UNDECLARED';
  const readText = textReader(declared.split('\\'));
  // What does not decode becomes U+FFFD; control characters are what GB18030 read as Latin looks like.
  const isSound = beyond.every(({ bytes }) => !/[\ufffd\u0080-\u009f]/u.test(readText(bytes)));
  return isSound ? 'SOUND' : 'UNSOUND';
}

async function patientIdentifiers(client: pg.ClientBase, hospital: string): Promise<ConformanceCheck> {
  const { rows } = await client.query<{ studies: string; unknown: string; empty: string; unlike: string }>(
    `SELECT count(*) AS studies, count(*) FILTER (WHERE patient_key IS NULL) AS unknown,
            count(*) FILTER (WHERE patient_id = '') AS empty,
            count(*) FILTER (WHERE patient_key IS NULL AND patient_id ~ '^[0-9]{17}[0-9Xx]$') AS unlike
       FROM (SELECT patient_key, patient_id FROM archive.study WHERE hospital = $1
              ORDER BY last_received_at DESC LIMIT ${STUDIES}) latest`,
    [hospital],
  );
  const { studies, unknown, empty, unlike } = rows[0] ?? {
    studies: '0',
    unknown: '0',
    empty: '0',
    unlike: '0',
  };
  const check = 'patient-identifiers';
  if (Number(studies) === 0)
    return amiss(check, 'NOT_SEEN', { en: 'no study came yet', zh: '尚无检查' }, SEND_FIRST);
  if (Number(unknown) === 0)
    return passed(
      check,
      `all of ${studies} studies have a sound resident number; whose it is, nobody has checked`,
      `${studies} 项检查的公民身份号码均有效（未核实是否为患者本人）`,
    );
  const other = Number(unknown) - Number(empty) - Number(unlike);
  return amiss(
    check,
    'FAILED',
    {
      en: `of ${studies} studies ${unknown} have no sound resident number: ${empty} have no Patient ID, ${unlike} one of 18 characters that is not sound, ${other} another number`,
      zh: `${studies} 项检查中 ${unknown} 项没有有效的公民身份号码：${empty} 项无 Patient ID，${unlike} 项为 18 位但有误，${other} 项为其他号码`,
    },
    {
      en: 'at the registration desk or the work list: put the resident number (18 characters) into (0010,0020) Patient ID',
      zh: '请在登记台或工作列表中将 18 位公民身份号码写入 (0010,0020) Patient ID',
    },
  );
}
