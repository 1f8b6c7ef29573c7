import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { wordsOfRefusal } from '../deidentify/deidentification-refusal.ts';
import type { KeyedNames } from '../deidentify/keyed-names.ts';
import type { Cohort } from './find-cohort.ts';

export interface WrittenManifest {
  readonly manifest: string;
  readonly manifestSha256: string;
  readonly states: { readonly exported: number; readonly refused: number; readonly withdrawn: number };
}

interface Row {
  readonly image_number: number;
  readonly state: 'SELECTED' | 'EXPORTED' | 'REFUSED' | 'WITHDRAWN';
  readonly reason: string | null;
  readonly file: string | null;
  readonly copy_sha256: string | null;
  readonly patient_key: string;
  readonly site: string;
  readonly sex: string | null;
  readonly age_years: number | null;
}

/** Writes `manifest.json`: what lies in the folder of an export, and what does not and why. It names no original. */
export async function writeManifest(
  client: pg.ClientBase,
  cohort: Cohort,
  names: KeyedNames,
  directory: string,
): Promise<WrittenManifest> {
  const { rows } = await client.query<Row>(
    `SELECT image_number, state, reason, file, copy_sha256, patient_key, site, sex, age_years
       FROM cohort.image WHERE cohort_id = $1 ORDER BY image_number`,
    [cohort.cohortId],
  );
  const inState = (state: Row['state']): readonly Row[] => rows.filter((row) => row.state === state);
  const images = inState('EXPORTED').map((row) => entryOf(row, names));
  const notMade = inState('REFUSED').map(({ image_number: number, reason }) => ({
    ...{ number, reason },
    ...wordsOfRefusal(reason),
  }));
  const states = { exported: images.length, refused: notMade.length, withdrawn: inState('WITHDRAWN').length };
  const { name, dates, criteria, mask } = cohort;
  const profile = 'DICOM PS3.15 E.1-1';
  const content = {
    format: 1,
    cohort: name,
    profile,
    dates,
    mask,
    // Which hospital it was is not said.
    criteria: { ...criteria, hospital: undefined },
    images,
    notMade,
    ...states,
  };
  const text = `${JSON.stringify(content, null, 2)}\n`;
  const manifest = join(directory, 'manifest.json');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(`${manifest}.draft`, text, { mode: 0o600 });
  await rename(`${manifest}.draft`, manifest);
  return { manifest, manifestSha256: createHash('sha256').update(text).digest('hex'), states };
}

function entryOf(row: Row, names: KeyedNames) {
  return {
    number: row.image_number,
    file: row.file,
    sha256: row.copy_sha256,
    patient: names.patient(row.patient_key),
    site: row.site,
    sex: row.sex,
    ageYears: row.age_years === null ? null : Math.min(row.age_years, 90),
  };
}
