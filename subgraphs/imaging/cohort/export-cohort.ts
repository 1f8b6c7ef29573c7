import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import { deidentify } from '../deidentify/deidentify.ts';
import { DeidentificationRefusal } from '../deidentify/deidentification-refusal.ts';
import { keyedNames, type KeyedNames } from '../deidentify/keyed-names.ts';
import { DicomRejection } from '../dicom/dicom-rejection.ts';
import type { ImageSource } from '../intake/image-source.ts';
import { CohortRefusal } from './cohort-refusal.ts';
import { findCohort, type Cohort } from './find-cohort.ts';
import { writeManifest } from './write-manifest.ts';
import type { Consenting } from './select-cohort.ts';

export interface ExportOptions {
  /** Made where absent; with the same one an export goes on where it was broken off. */
  readonly directory: string;
  /** Of the new names; another key makes another cohort of the same images. */
  readonly key: Uint8Array;
  readonly consenting: Consenting;
  readonly reader: ImageSource;
  readonly onProgress: (done: number, of: number) => void;
  readonly signal: AbortSignal;
}

export interface ExportedCohort {
  readonly exported: number;
  readonly refused: number;
  /** Of people who withdrew their consent; their files are gone. */
  readonly withdrawn: number;
  /** Copies that were there already. */
  readonly kept: number;
  readonly manifest: string;
  readonly manifestSha256: string;
}

interface ImageRow {
  readonly image_number: number;
  readonly sop_instance_uid: string;
  readonly series_instance_uid: string;
  readonly study_instance_uid: string;
  readonly sha256: string;
  readonly patient_key: string;
  readonly state: 'SELECTED' | 'EXPORTED' | 'REFUSED' | 'WITHDRAWN';
  readonly file: string | null;
  readonly copy_sha256: string | null;
}

/** After so many images consent is asked anew. */
const BATCH = 50;

/**
 * Writes de-identified copies of a cohort's images into a folder, and a manifest of them last: what has a manifest is
 * whole. Each image is committed by itself, so that an export that was stopped goes on with the next.
 * @throws CohortRefusal; the signal's reason where it was stopped; whatever the reader throws
 */
export async function exportCohort(
  client: pg.ClientBase,
  name: string,
  options: ExportOptions,
): Promise<ExportedCohort> {
  const cohort = await findCohort(client, name);
  const { rows } = await client.query<{ taken: boolean }>(
    'SELECT pg_try_advisory_lock(hashtext($1)) AS taken',
    [`cohort ${cohort.cohortId}`],
  );
  if (rows[0]?.taken !== true) throw new CohortRefusal(`\`${name}\` is being exported already`);
  try {
    return await new Export(client, cohort, options).run();
  } finally {
    await client.query('SELECT pg_advisory_unlock(hashtext($1))', [`cohort ${cohort.cohortId}`]);
  }
}

class Export {
  readonly #client: pg.ClientBase;
  readonly #cohort: Cohort;
  readonly #options: ExportOptions;
  readonly #names: KeyedNames;
  #kept = 0;

  constructor(client: pg.ClientBase, cohort: Cohort, options: ExportOptions) {
    this.#client = client;
    this.#cohort = cohort;
    this.#options = options;
    this.#names = keyedNames(options.key);
  }

  async run(): Promise<ExportedCohort> {
    const { directory, onProgress, signal } = this.#options;
    // While the folder changes, no manifest says that it is whole.
    await rm(join(directory, 'manifest.json'), { force: true });
    const images = await this.#images();
    for (let at = 0; at < images.length; at += BATCH) {
      const batch = images.slice(at, at + BATCH);
      const consenting = new Set(await this.#options.consenting(peopleOf(batch)));
      for (const [index, image] of batch.entries()) {
        signal.throwIfAborted();
        if (consenting.has(image.patient_key)) await this.#copy(image);
        else await this.#withdraw(image);
        onProgress(at + index + 1, images.length);
      }
    }
    const { states, ...manifest } = await writeManifest(this.#client, this.#cohort, this.#names, directory);
    return { ...states, kept: this.#kept, ...manifest };
  }

  async #images(): Promise<readonly ImageRow[]> {
    const { rows } = await this.#client.query<ImageRow>(
      `SELECT image_number, sop_instance_uid, series_instance_uid, study_instance_uid, sha256, patient_key, state, file,
              copy_sha256
         FROM cohort.image WHERE cohort_id = $1 AND state <> 'WITHDRAWN' ORDER BY image_number`,
      [this.#cohort.cohortId],
    );
    return rows;
  }

  async #copy(image: ImageRow): Promise<void> {
    if (await this.#isThere(image)) {
      this.#kept += 1;
      return;
    }
    try {
      const copy = await this.#deidentified(image);
      const file = join(
        'images',
        copy.studyInstanceUid,
        copy.seriesInstanceUid,
        `${copy.sopInstanceUid}.dcm`,
      );
      await writeWhole(join(this.#options.directory, file), copy.bytes);
      await this.#enter(image, { state: 'EXPORTED', file, sha256: sha256Of(copy.bytes), reason: null });
    } catch (error) {
      if (!(error instanceof DeidentificationRefusal || error instanceof DicomRejection)) throw error;
      await this.#enter(image, { state: 'REFUSED', file: null, sha256: null, reason: error.reason });
    }
  }

  async #deidentified(image: ImageRow) {
    const original = await this.#options.reader.read({
      studyInstanceUid: image.study_instance_uid,
      seriesInstanceUid: image.series_instance_uid,
      sopInstanceUid: image.sop_instance_uid,
    });
    if (sha256Of(original) !== image.sha256)
      throw new CohortRefusal(`image ${image.image_number} is not what was selected`);
    return deidentify(original, {
      names: this.#names,
      patient: image.patient_key,
      dates: this.#cohort.dates,
      keepPatientCharacteristics: true,
      mask: this.#cohort.mask,
    });
  }

  async #isThere({ file, copy_sha256: sha256 }: ImageRow): Promise<boolean> {
    if (file === null) return false;
    const bytes = await readFile(join(this.#options.directory, file)).catch(() => null);
    return bytes !== null && sha256Of(bytes) === sha256;
  }

  async #withdraw(image: ImageRow): Promise<void> {
    if (image.file !== null) await rm(join(this.#options.directory, image.file), { force: true });
    await this.#enter(image, { state: 'WITHDRAWN', file: null, sha256: null, reason: null });
  }

  async #enter(
    { image_number: number }: ImageRow,
    became: { state: string; file: string | null; sha256: string | null; reason: string | null },
  ): Promise<void> {
    await this.#client.query(
      `UPDATE cohort.image SET state = $3, file = $4, copy_sha256 = $5, reason = $6
        WHERE cohort_id = $1 AND image_number = $2`,
      [this.#cohort.cohortId, number, became.state, became.file, became.sha256, became.reason],
    );
  }
}

function peopleOf(images: readonly ImageRow[]): readonly string[] {
  return [...new Set(images.map(({ patient_key: person }) => person))];
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** So that a copy is there whole or not at all. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.draft`, bytes, { mode: 0o600 });
  await rename(`${path}.draft`, path);
}
