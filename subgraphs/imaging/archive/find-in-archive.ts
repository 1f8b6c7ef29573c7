import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { DicomJson } from '../dicom/dicom-json.ts';
import type { ArchiveQuery, Level } from './image-archive.ts';

type Match = 'text' | 'uids' | 'date' | 'names' | 'modalities' | 'number';
interface Filter {
  readonly column: string;
  readonly match: Match;
  /** The most general level at which it can be asked. */
  readonly level: Level;
}

/** What can be searched by, with the tag. */
const FILTERS: Readonly<Record<string, Filter>> = {
  '0020000D': { column: 'study.study_instance_uid', match: 'uids', level: 'study' },
  '00080020': { column: 'study.study_date', match: 'date', level: 'study' },
  '00080050': { column: 'study.accession_number', match: 'text', level: 'study' },
  '00080061': { column: 'study.modalities', match: 'modalities', level: 'study' },
  '00100010': { column: 'study.patient_names', match: 'names', level: 'study' },
  '00100020': { column: 'study.patient_id', match: 'text', level: 'study' },
  '0020000E': { column: 'series.series_instance_uid', match: 'uids', level: 'series' },
  '00080060': { column: 'series.modality', match: 'text', level: 'series' },
  '00080018': { column: 'instance.sop_instance_uid', match: 'uids', level: 'instance' },
  '00080016': { column: 'instance.sop_class_uid', match: 'uids', level: 'instance' },
  '00200013': { column: 'instance.instance_number', match: 'number', level: 'instance' },
};
const LEVELS: readonly Level[] = ['study', 'series', 'instance'];
const FROM: Readonly<Record<Level, string>> = {
  study: 'archive.study',
  series: 'archive.series JOIN archive.study USING (study_instance_uid)',
  instance:
    'archive.instance JOIN archive.series USING (series_instance_uid) JOIN archive.study ON study.study_instance_uid = instance.study_instance_uid',
};
const ORDER: Readonly<Record<Level, string>> = {
  study: 'study.study_date DESC, study.study_instance_uid',
  series: 'series.study_instance_uid, series.series_instance_uid',
  instance: 'instance.series_instance_uid, instance.instance_number, instance.sop_instance_uid',
};
/** What an answer says beside the attributes of the first object: how many series and instances there are, and of what. */
const COUNTS: Readonly<Record<Level, string>> = {
  study: `jsonb_build_object(
    '00080061', jsonb_build_object('vr', 'CS', 'Value', to_jsonb(study.modalities)),
    '00201206', jsonb_build_object('vr', 'IS', 'Value', jsonb_build_array(study.series_count)),
    '00201208', jsonb_build_object('vr', 'IS', 'Value', jsonb_build_array(study.instance_count)))`,
  series: `jsonb_build_object(
    '0020000D', jsonb_build_object('vr', 'UI', 'Value', jsonb_build_array(series.study_instance_uid)),
    '00201209', jsonb_build_object('vr', 'IS', 'Value', jsonb_build_array(series.instance_count)))`,
  instance: `'{}'::jsonb`,
};

/** Answers a query from the index. Throws `IMAGE_QUERY_INVALID` for a filter that is not served. */
export async function findInArchive(pool: pg.Pool, query: ArchiveQuery): Promise<readonly DicomJson[]> {
  const { level, limit, offset, hospital } = query;
  const values: unknown[] = [limit, offset];
  const next = (value: unknown): string => `$${values.push(value)}`;
  const conditions = Object.entries(query.filters)
    .filter(([, value]) => value !== '' && value !== '*')
    .map(([tag, value]) => condition(tag, value, level, next));
  if (hospital !== undefined) conditions.push(`study.hospital = ${next(hospital)}`);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const { rows } = await pool.query<{ attributes: DicomJson }>(
    `SELECT ${level}.attributes || ${COUNTS[level]} AS attributes FROM ${FROM[level]} ${where}
     ORDER BY ${ORDER[level]} LIMIT $1 OFFSET $2`,
    values,
  );
  return rows.map(({ attributes }) => attributes);
}

function condition(tag: string, value: string, level: Level, next: (value: unknown) => string): string {
  const filter = FILTERS[tag];
  if (filter === undefined || LEVELS.indexOf(filter.level) > LEVELS.indexOf(level))
    throw new SluiceError('IMAGE_QUERY_INVALID', { filter: tag });
  const { column, match } = filter;
  if (match === 'uids') return `${column} = ANY (${next(value.split(/[\\,]/u))})`;
  if (match === 'modalities') return `${next(value)} = ANY (${column})`;
  if (match === 'number') {
    if (!/^\d{1,9}$/u.test(value)) throw new SluiceError('IMAGE_QUERY_INVALID', { filter: tag });
    return `${column} = ${next(Number(value))}`;
  }
  if (match === 'date') return dateCondition(column, value, next);
  const pattern = next(likePattern(value));
  if (match === 'names') return `EXISTS (SELECT FROM unnest(${column}) name WHERE name ILIKE ${pattern})`;
  return `${column} LIKE ${pattern}`;
}

function dateCondition(column: string, value: string, next: (value: unknown) => string): string {
  const range = /^(\d{8})?(-)?(\d{8})?$/u.exec(value);
  if (range === null) throw new SluiceError('IMAGE_QUERY_INVALID', { filter: '00080020' });
  const [, from, dash, to] = range;
  if (dash === undefined) return `${column} = ${next(value)}`;
  return `${column} BETWEEN ${next(from ?? '00000000')} AND ${next(to ?? '99999999')}`;
}

function likePattern(value: string): string {
  return value
    .replace(/[\\%_]/gu, String.raw`\$&`)
    .replaceAll('*', '%')
    .replaceAll('?', '_');
}
