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
 * more. A study that another hospital listed first stays the other's.
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
      await replaceSeries(client, changed, series);
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
     LEFT JOIN imaging.staying_study AS known USING (study_instance_uid)
     WHERE known.study_instance_uid IS NULL OR known.hospital = $1
       AND (known.series_count, known.instance_count) IS DISTINCT FROM (listed.series_count, listed.instance_count)`,
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

async function enterStudies(
  client: pg.ClientBase,
  hospital: string,
  studies: readonly StayingStudy[],
): Promise<void> {
  await client.query(
    `INSERT INTO imaging.staying_study AS known (study_instance_uid, hospital, patient_key, patient_id, patient_names,
       study_date, accession_number, description, modalities, series_count, instance_count)
     SELECT study_instance_uid, $1, patient_key, patient_id, patient_names, study_date, accession_number, description,
       modalities, series_count, instance_count
     FROM jsonb_to_recordset($2) AS listed (study_instance_uid text, patient_key text, patient_id text,
       patient_names text[], study_date date, accession_number text, description text, modalities text[],
       series_count int, instance_count int)
     ON CONFLICT (study_instance_uid) DO UPDATE SET patient_key = excluded.patient_key,
       patient_id = excluded.patient_id, patient_names = excluded.patient_names, study_date = excluded.study_date,
       accession_number = excluded.accession_number, description = excluded.description,
       modalities = excluded.modalities, series_count = excluded.series_count,
       instance_count = excluded.instance_count, last_listed_at = now()
     WHERE known.hospital = excluded.hospital`,
    [hospital, JSON.stringify(studies)],
  );
}

/** A series of another study under the same UID stays the other's. */
async function replaceSeries(
  client: pg.ClientBase,
  studies: readonly string[],
  series: readonly StayingSeries[],
): Promise<void> {
  await client.query('DELETE FROM imaging.staying_series WHERE study_instance_uid = ANY ($1)', [studies]);
  await client.query(
    `INSERT INTO imaging.staying_series (series_instance_uid, study_instance_uid, modality, description, instance_count)
     SELECT series_instance_uid, study_instance_uid, modality, description, instance_count
     FROM jsonb_to_recordset($1) AS listed (series_instance_uid text, study_instance_uid text, modality text,
       description text, instance_count int)
     WHERE study_instance_uid = ANY ($2)
     ON CONFLICT (series_instance_uid) DO NOTHING`,
    [JSON.stringify(series), studies],
  );
}
