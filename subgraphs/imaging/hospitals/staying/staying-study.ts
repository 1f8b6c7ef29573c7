import type { SourceRow, SourceValue } from '../../../../connectors/contract.ts';
import { isCalendarDay } from '../../../../identifiers/calendar-day.ts';
import { patientKeyOf } from '../../dicom/patient-key.ts';
import { parseUid } from '../../dicom/uid.ts';

/** What is kept of a study that stays at its hospital: what its server lists, and no image. */
export interface StayingStudy {
  readonly study_instance_uid: string;
  readonly patient_key: string | null;
  readonly patient_id: string;
  readonly patient_names: readonly string[];
  readonly study_date: string | null;
  readonly accession_number: string;
  readonly description: string | null;
  readonly modalities: readonly string[];
  readonly series_count: number | null;
  readonly instance_count: number | null;
}

export interface StayingSeries {
  readonly series_instance_uid: string;
  readonly study_instance_uid: string;
  readonly modality: string | null;
  readonly description: string | null;
  readonly instance_count: number | null;
}

/** As much of a text as the archive keeps of one that it is sent. */
const LONGEST = 256;

/** The study that a row of `HOSPITAL_RELATIONS` is; none where it has no Study Instance UID. */
export function stayingStudy(row: SourceRow): readonly StayingStudy[] {
  const uid = parseUid(textOf(row['study_instance_uid']));
  if (uid === null) return [];
  const patientId = textOf(row['patient_id']).trim();
  const names = [row['patient_name'], row['patient_name_ideographic']].map(textOf);
  const listed = textOf(row['modalities']).split('\\');
  const studyDate = textOf(row['study_date']);
  return [
    {
      study_instance_uid: uid,
      patient_key: patientKeyOf(patientId),
      patient_id: patientId,
      patient_names: names.filter((name) => name !== ''),
      // PostgreSQL has no year 0, which a calendar of days has.
      study_date: isCalendarDay(studyDate) && studyDate >= '0001' ? studyDate : null,
      accession_number: textOf(row['accession_number']),
      description: textOf(row['description']) || null,
      modalities: listed.filter((modality) => modality !== ''),
      series_count: countOf(row['series_count']),
      instance_count: countOf(row['instance_count']),
    },
  ];
}

/** The series that a row is; none where it, or its study, has no UID. */
export function stayingSeries(row: SourceRow): readonly StayingSeries[] {
  const [series, study] = [row['series_instance_uid'], row['study_instance_uid']].map((uid) =>
    parseUid(textOf(uid)),
  );
  if (!series || !study) return [];
  return [
    {
      series_instance_uid: series,
      study_instance_uid: study,
      modality: textOf(row['modality']) || null,
      description: textOf(row['description']) || null,
      instance_count: countOf(row['instance_count']),
    },
  ];
}

/**
 * WHY without NUL and half characters, of which cutting may leave one: PostgreSQL keeps neither, and one study must not keep the
 * others out.
 */
function textOf(value: SourceValue | undefined): string {
  return typeof value === 'string' ? value.replaceAll('\0', '').slice(0, LONGEST).toWellFormed() : '';
}

function countOf(value: SourceValue | undefined): number | null {
  return typeof value === 'number' && value >= 0 && value < 2 ** 31 ? value : null;
}
