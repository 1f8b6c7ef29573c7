import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { inTransactionOn } from '../../kit/in-transaction.ts';
import type { Rectangle } from '../deidentify/deidentify-options.ts';
import { ageAtStudy } from '../dicom/age-at-study.ts';
import { CohortRefusal } from './cohort-refusal.ts';

/** Which images are wanted. Days as `20261101`; what is left out is not asked for. */
export interface CohortCriteria {
  readonly hospital?: string;
  readonly modalities: readonly string[];
  readonly bodyPart?: string;
  readonly from?: string;
  readonly to?: string;
  readonly sex?: 'F' | 'M';
  readonly ageFrom?: number;
  readonly ageTo?: number;
  /** As many images at most, chosen by chance. */
  readonly most: number;
}

/** Of these people (person keys), those whose consent stands now. */
export type Consenting = (people: readonly string[]) => Promise<readonly string[]>;

export interface NewCohort {
  readonly name: string;
  readonly criteria: CohortCriteria;
  readonly dates: 'remove' | 'shift';
  /** Painted over in every image; without any, an image that may hold text is left out of the export. */
  readonly mask: readonly Rectangle[];
  readonly by: string;
  /** The site by which models know a hospital; one that is not known takes no part. */
  readonly siteOf: (hospital: string) => string | null;
  /** By which chance chooses, so that the same question gives the same answer. */
  readonly key: Uint8Array;
}

export interface SelectedCohort {
  readonly cohortId: string;
  readonly images: number;
  readonly people: number;
  /** People whose images fit and who have not consented. */
  readonly withoutConsent: number;
}

interface FoundRow {
  readonly sop_instance_uid: string;
  readonly series_instance_uid: string;
  readonly study_instance_uid: string;
  readonly sha256: string;
  readonly hospital: string;
  readonly patient_key: string;
  readonly study_date: string;
  readonly sex: string | null;
  readonly born: string | null;
  readonly age: string | null;
}

interface Chosen {
  readonly row: FoundRow;
  readonly site: string;
  readonly sex: 'F' | 'M' | null;
  readonly ageYears: number | null;
}

const ASKED_AT_ONCE = 1000;

/**
 * Chooses the images of a new cohort: those that fit, of people whose identity is established and whose consent stands.
 * @throws CohortRefusal where the name is taken, or nothing fits
 */
export async function selectCohort(
  client: pg.ClientBase,
  cohort: NewCohort,
  consenting: Consenting,
): Promise<SelectedCohort> {
  const fitting = (await findImages(client, cohort.criteria)).flatMap((row) => chosenOf(row, cohort));
  const people = [...new Set(fitting.map(({ row }) => row.patient_key))].sort();
  const consented = new Set<string>();
  for (let at = 0; at < people.length; at += ASKED_AT_ONCE)
    for (const person of await consenting(people.slice(at, at + ASKED_AT_ONCE))) consented.add(person);
  const chosen = byChance(
    fitting.filter(({ row }) => consented.has(row.patient_key)),
    cohort,
  ).slice(0, cohort.criteria.most);
  if (chosen.length === 0) throw new CohortRefusal('no image fits of anybody who consented');
  const cohortId = await inTransactionOn(client, () => keep(client, cohort, chosen));
  return {
    cohortId,
    images: chosen.length,
    people: new Set(chosen.map(({ row }) => row.patient_key)).size,
    withoutConsent: people.filter((person) => !consented.has(person)).length,
  };
}

/** WHY both keys must be the same: an image with another patient's number in a study is of nobody we know. */
async function findImages(client: pg.ClientBase, criteria: CohortCriteria): Promise<readonly FoundRow[]> {
  const { hospital, modalities, bodyPart, from, to } = criteria;
  const { rows } = await client.query<FoundRow>(
    `SELECT i.sop_instance_uid, i.series_instance_uid, i.study_instance_uid, i.sha256, i.hospital, i.patient_key,
            s.study_date, i.attributes #>> '{00100040,Value,0}' AS sex,
            i.attributes #>> '{00100030,Value,0}' AS born, i.attributes #>> '{00101010,Value,0}' AS age
       FROM archive.instance i JOIN archive.study s USING (study_instance_uid)
      WHERE i.patient_key IS NOT NULL AND i.patient_key = s.patient_key AND i.attributes ? '00280010'
        AND i.attributes #>> '{00080060,Value,0}' = ANY ($1)
        AND ($2::text IS NULL OR i.hospital = $2)
        AND ($3::text IS NULL OR i.attributes #>> '{00180015,Value,0}' = $3)
        AND s.study_date >= $4 AND s.study_date <= $5`,
    [modalities, hospital ?? null, bodyPart ?? null, from ?? '', to ?? '99999999'],
  );
  return rows;
}

function chosenOf(row: FoundRow, { criteria, siteOf }: NewCohort): readonly Chosen[] {
  const { sex: wanted, ageFrom, ageTo } = criteria;
  const site = siteOf(row.hospital);
  const sex = row.sex === 'F' || row.sex === 'M' ? row.sex : null;
  const { born, age, study_date: studyDay } = row;
  const ageYears = ageAtStudy({ born: born ?? '', age: age ?? '', studyDay });
  const isOfAge =
    (ageFrom === undefined || (ageYears !== null && ageYears >= ageFrom)) &&
    (ageTo === undefined || (ageYears !== null && ageYears <= ageTo));
  return site !== null && isOfAge && (wanted === undefined || sex === wanted)
    ? [{ row, site, sex, ageYears }]
    : [];
}

/** In an order that follows from the key and from nothing that the images have in common. */
function byChance(images: readonly Chosen[], { key, name }: NewCohort): readonly Chosen[] {
  const place = ({ row }: Chosen): string =>
    createHmac('sha256', key).update(`sluice cohort\0${name}\0${row.sop_instance_uid}`).digest('hex');
  return images
    .map((image) => ({ image, at: place(image) }))
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ image }) => image);
}

async function keep(client: pg.ClientBase, cohort: NewCohort, chosen: readonly Chosen[]): Promise<string> {
  const { rows } = await client.query<{ cohort_id: string }>(
    `INSERT INTO cohort.cohort (name, criteria, dates, mask, made_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING RETURNING cohort_id`,
    [cohort.name, JSON.stringify(cohort.criteria), cohort.dates, JSON.stringify(cohort.mask), cohort.by],
  );
  const cohortId = rows[0]?.cohort_id;
  if (cohortId === undefined) throw new CohortRefusal(`there is a cohort \`${cohort.name}\` already`);
  await client.query(
    `INSERT INTO cohort.image (cohort_id, image_number, sop_instance_uid, series_instance_uid, study_instance_uid,
                                 sha256, patient_key, site, sex, age_years)
       SELECT $1, i.* FROM ROWS FROM (unnest($2::int[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]),
         unnest($6::text[]), unnest($7::text[]), unnest($8::text[]), unnest($9::text[]), unnest($10::int[])) AS i`,
    [
      cohortId,
      chosen.map((_, at) => at + 1),
      chosen.map(({ row }) => row.sop_instance_uid),
      chosen.map(({ row }) => row.series_instance_uid),
      chosen.map(({ row }) => row.study_instance_uid),
      chosen.map(({ row }) => row.sha256),
      chosen.map(({ row }) => row.patient_key),
      chosen.map(({ site }) => site),
      chosen.map(({ sex }) => sex),
      chosen.map(({ ageYears }) => ageYears),
    ],
  );
  return cohortId;
}
