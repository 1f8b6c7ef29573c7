import type pg from 'pg';
import type { Connector, Predicate, ReadOptions } from '../../../../connectors/contract.ts';
import { HOSPITAL_RELATIONS } from '../../../../connectors/dicomweb/hospital-relations.ts';
import { inTransaction } from '../../../kit/in-transaction.ts';
import { stayingSeries, stayingStudy, type StayingSeries, type StayingStudy } from './staying-study.ts';

export interface Listing {
  /** Whose role owns schema `imaging`. */
  readonly pool: pg.Pool;
  readonly hospital: string;
  /** To its server, with `HOSPITAL_RELATIONS`. */
  readonly connector: Connector;
  /** The first day (YYYY-MM-DD) whose studies are listed; every study where nothing is said. */
  readonly since?: string;
  readonly signal: AbortSignal;
}

/** A listing of everything is long where a hospital is large. */
const DEADLINE_MS = 6 * 3_600_000;
/** So many studies the connector asks for one by one. */
const SERIES_OF_AT_ONCE = 50;

/**
 * Enters the studies and series that a hospital's server lists into `imaging.staying_study`, and takes away what it lists no
 * more. What another hospital has under the same UID stays the other's.
 * @returns how many studies the server listed
 * @throws ConnectorError; what was entered until then stays, and nothing is taken away
 */
export async function listStaying(listing: Listing): Promise<number> {
  const { pool, hospital, connector, since } = listing;
  const { rows } = await pool.query<{ began_at: Date }>('SELECT now() AS began_at');
  const beganAt = rows[0]?.began_at;
  const where: Predicate =
    since === undefined
      ? { kind: 'all', of: [] }
      : { kind: 'compare', column: 'study_date', op: '>=', value: since };
  let listed = 0;
  for await (const page of connector.stream(selection('study', where), patience(listing))) {
    const studies = onlyOnce(page.flatMap(stayingStudy));
    const changed = await changedAmong(pool, hospital, studies);
    const series = await seriesOf(listing, changed);
    await inTransaction(pool, async (client) => {
      await enterStudies(client, hospital, studies);
      await replaceSeries(client, hospital, changed, series);
    });
    listed += studies.length;
  }
  await pool.query(
    `DELETE FROM imaging.staying_study
     WHERE hospital = $1 AND last_listed_at < $2 AND ($3::date IS NULL OR study_date >= $3)`,
    [hospital, beganAt, since ?? null],
  );
  return listed;
}

/** Takes away what is kept of hospitals that keep their images no more, or are none of ours. */
export async function forgetOthers(pool: pg.Pool, hospitals: readonly string[]): Promise<void> {
  await pool.query('DELETE FROM imaging.staying_study WHERE NOT hospital = ANY ($1)', [hospitals]);
}

/** A server may list a UID twice, written otherwise. */
function onlyOnce(studies: readonly StayingStudy[]): readonly StayingStudy[] {
  return [...new Map(studies.map((study) => [study.study_instance_uid, study])).values()];
}

function selection(relation: 'study' | 'series', where: Predicate) {
  const columns = Object.keys(HOSPITAL_RELATIONS[relation].columns);
  return { relation, columns, where, orderBy: [] };
}

function patience({ signal }: Listing): ReadOptions {
  return { signal, deadlineMs: DEADLINE_MS };
}

/** Those that are new, or have other series or images than before: of the rest no series are asked for. */
async function changedAmong(
  pool: pg.Pool,
  hospital: string,
  studies: readonly StayingStudy[],
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ study_instance_uid: string }>(
    `SELECT listed.study_instance_uid FROM jsonb_to_recordset($2) AS listed (
       study_instance_uid text, series_count int, instance_count int)
     LEFT JOIN imaging.staying_study AS known
       ON known.study_instance_uid = listed.study_instance_uid AND known.hospital = $1
     WHERE known.study_instance_uid IS NULL
       OR (known.series_count, known.instance_count) IS DISTINCT FROM (listed.series_count, listed.instance_count)`,
    [hospital, JSON.stringify(studies)],
  );
  return rows.map(({ study_instance_uid: uid }) => uid);
}

async function seriesOf(listing: Listing, studies: readonly string[]): Promise<readonly StayingSeries[]> {
  const found: StayingSeries[] = [];
  for (let at = 0; at < studies.length; at += SERIES_OF_AT_ONCE) {
    const values = studies.slice(at, at + SERIES_OF_AT_ONCE);
    const where: Predicate = { kind: 'in', column: 'study_instance_uid', values };
    for await (const page of listing.connector.stream(selection('series', where), patience(listing)))
      found.push(...page.flatMap(stayingSeries));
  }
  return found;
}

/** WHY in two steps: an insertion that turns into an update uses up a number of the table each time, and there are 2^30. */
async function enterStudies(
  client: pg.ClientBase,
  hospital: string,
  studies: readonly StayingStudy[],
): Promise<void> {
  const values = [hospital, JSON.stringify(studies)];
  await client.query(
    `UPDATE imaging.staying_study AS known SET patient_key = listed.patient_key, patient_id = listed.patient_id,
       patient_names = listed.patient_names, study_date = listed.study_date,
       accession_number = listed.accession_number, description = listed.description, modalities = listed.modalities,
       series_count = listed.series_count, instance_count = listed.instance_count, last_listed_at = now()
     FROM ${LISTED} WHERE known.study_instance_uid = listed.study_instance_uid AND known.hospital = $1`,
    values,
  );
  await client.query(
    `INSERT INTO imaging.staying_study (study_instance_uid, hospital, patient_key, patient_id, patient_names,
       study_date, accession_number, description, modalities, series_count, instance_count)
     SELECT study_instance_uid, $1, patient_key, patient_id, patient_names, study_date, accession_number, description,
       modalities, series_count, instance_count
     FROM ${LISTED} WHERE NOT EXISTS (
       SELECT FROM imaging.staying_study AS known
       WHERE known.study_instance_uid = listed.study_instance_uid AND known.hospital = $1)`,
    values,
  );
}

/** Studies, as JSON in $2. */
const LISTED = `jsonb_to_recordset($2) AS listed (study_instance_uid text, patient_key text, patient_id text,
  patient_names text[], study_date date, accession_number text, description text, modalities text[],
  series_count int, instance_count int)`;

/** Of the hospital's own studies alone, whatever its server says that they are of. */
async function replaceSeries(
  client: pg.ClientBase,
  hospital: string,
  studies: readonly string[],
  series: readonly StayingSeries[],
): Promise<void> {
  await client.query(
    'DELETE FROM imaging.staying_series WHERE hospital = $1 AND study_instance_uid = ANY ($2)',
    [hospital, studies],
  );
  await client.query(
    `INSERT INTO imaging.staying_series
       (study_instance_uid, hospital, series_instance_uid, modality, description, instance_count)
     SELECT study_instance_uid, $1, series_instance_uid, modality, description, instance_count
     FROM jsonb_to_recordset($2) AS listed (series_instance_uid text, study_instance_uid text, modality text,
       description text, instance_count int)
     WHERE study_instance_uid = ANY ($3)
     ON CONFLICT DO NOTHING`,
    [hospital, JSON.stringify(series), studies],
  );
}
