import type pg from 'pg';
import type { DicomJson } from '../dicom/dicom-json.ts';
import { ARRIVALS_CHANNEL } from './arrivals-channel.ts';
import { DicomRejection } from '../dicom/dicom-rejection.ts';
import type { Reception } from './image-archive.ts';
import type { FinishedObject } from './object-store.ts';
import type { IndexedObject } from './read-object.ts';

/** The attributes that QIDO gives of a study and of a series (PS3.18 tables 10.6.3-3 and -4). */
const STUDY_TAGS = [
  '00080020',
  '00080030',
  '00080050',
  '00080090',
  '00081030',
  '00100010',
  '00100020',
  '00100030',
  '00100040',
  '0020000D',
  '00200010',
];
const SERIES_TAGS = ['00080060', '0008103E', '0020000E', '00200011', '00180015', '00400244', '00400245'];

/**
 * Enters an object into the index, in the transaction of `client`.
 * @returns whether it is new, was there, or stands against another under its UID. What another hospital has is another,
 * were it the same to the byte: who sends it holds nothing here, and must not learn what is held for others.
 */
export async function indexObject(
  client: pg.ClientBase,
  object: IndexedObject,
  { sha256, size }: FinishedObject,
  { hospital, receivedBy }: Reception,
): Promise<'STORED' | 'DUPLICATE' | 'CONFLICT'> {
  const { identity, attributes } = object;
  // Two that come at once under one UID go one after the other.
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 5))', [identity.studyInstanceUid]);
  const { rows } = await client.query<{ hospital: string; data_set_sha256: string }>(
    'SELECT hospital, data_set_sha256 FROM archive.instance WHERE sop_instance_uid = $1',
    [identity.sopInstanceUid],
  );
  const [there] = rows;
  if (there !== undefined) {
    if (there.hospital === hospital && there.data_set_sha256 === object.dataSetSha256) return 'DUPLICATE';
    await client.query(
      `INSERT INTO archive.conflict (sop_instance_uid, sha256, size_bytes, hospital) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [identity.sopInstanceUid, sha256, size, hospital],
    );
    return 'CONFLICT';
  }
  await enterStudy(client, object, hospital);
  await enterSeries(client, object);
  await client.query(
    `INSERT INTO archive.instance (sop_instance_uid, series_instance_uid, study_instance_uid, sop_class_uid,
       transfer_syntax_uid, sha256, data_set_sha256, size_bytes, hospital, received_by, patient_key, instance_number,
       attributes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     RETURNING pg_notify($14, '')`,
    [
      identity.sopInstanceUid,
      identity.seriesInstanceUid,
      identity.studyInstanceUid,
      identity.sopClassUid,
      identity.transferSyntaxUid,
      sha256,
      object.dataSetSha256,
      size,
      hospital,
      receivedBy,
      object.patientKey,
      object.instanceNumber,
      JSON.stringify(attributes),
      // Told to whoever listens when this is committed.
      ARRIVALS_CHANNEL,
    ],
  );
  return 'STORED';
}

/** A study belongs to one hospital and one patient: who sends into another's is told so, and the study stays as it is. */
async function enterStudy(client: pg.ClientBase, object: IndexedObject, hospital: string): Promise<void> {
  const { identity, attributes, modality } = object;
  const { rows } = await client.query<{ hospital: string; patient_id: string }>(
    `INSERT INTO archive.study (study_instance_uid, hospital, patient_key, patient_id, patient_names, study_date,
       accession_number, modalities, series_count, instance_count, attributes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, ARRAY[$8], 0, 1, $9)
     ON CONFLICT (study_instance_uid) DO UPDATE SET
       instance_count = study.instance_count + 1,
       modalities = CASE WHEN $8 = ANY (study.modalities) THEN study.modalities ELSE study.modalities || $8 END,
       last_received_at = now()
     RETURNING hospital, patient_id`,
    [
      identity.studyInstanceUid,
      hospital,
      object.patientKey,
      object.patientId,
      object.patientNames,
      object.studyDate,
      object.accessionNumber,
      modality,
      JSON.stringify(only(attributes, STUDY_TAGS)),
    ],
  );
  if (rows[0]?.hospital !== hospital)
    throw new DicomRejection('IDENTITY_MISMATCH', 'the study is that of another hospital');
  if (rows[0].patient_id !== object.patientId)
    throw new DicomRejection('IDENTITY_MISMATCH', 'the study is that of another patient');
}

async function enterSeries(
  client: pg.ClientBase,
  { identity, attributes, modality }: IndexedObject,
): Promise<void> {
  const { studyInstanceUid, seriesInstanceUid } = identity;
  const { rows } = await client.query<{ study_instance_uid: string; instance_count: number }>(
    `INSERT INTO archive.series (series_instance_uid, study_instance_uid, modality, instance_count, attributes)
     VALUES ($1, $2, $3, 1, $4)
     ON CONFLICT (series_instance_uid) DO UPDATE SET instance_count = series.instance_count + 1
     RETURNING study_instance_uid, instance_count`,
    [seriesInstanceUid, studyInstanceUid, modality, JSON.stringify(only(attributes, SERIES_TAGS))],
  );
  if (rows[0]?.study_instance_uid !== studyInstanceUid)
    throw new DicomRejection('IDENTITY_MISMATCH', 'the series is one of another study');
  if (rows[0].instance_count === 1)
    await client.query(
      'UPDATE archive.study SET series_count = series_count + 1 WHERE study_instance_uid = $1',
      [studyInstanceUid],
    );
}

function only(attributes: DicomJson, tags: readonly string[]): DicomJson {
  return Object.fromEntries(Object.entries(attributes).filter(([tag]) => tags.includes(tag)));
}
