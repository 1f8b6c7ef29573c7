import type pg from 'pg';
import type { InferenceResult } from '../inference/inference-result.ts';
import { notRead } from '../inference/not-read.ts';
import type { ModelCard } from '../models/model-card.ts';
import { heedStepDowns } from '../monitors/step-downs.ts';
import type { DraftInput } from '../reports/draft-input.ts';

/**
 * All that the models in force said of a study, image by image. Where a job was given up, its model abstains.
 * @param siteOf the site of models at which a hospital stands
 * @returns null where no model in force said anything
 */
export async function readDraftInput(
  client: pg.ClientBase,
  study: string,
  cards: readonly ModelCard[],
  siteOf: (hospital: string) => string,
): Promise<DraftInput | null> {
  const { rows } = await client.query<JobRow>(
    `SELECT job.sop_instance_uid, instance.series_instance_uid, instance.sha256, job.model_sha256, job.result,
       instance.attributes #>> '{00080060,Value,0}' AS modality, job.hospital
     FROM inference.job JOIN archive.instance USING (sop_instance_uid)
     WHERE job.study_instance_uid = $1 AND job.state IN ('COMPLETED', 'CANCELED')
     ORDER BY instance.series_instance_uid, instance.instance_number, instance.sop_instance_uid, job.model_sha256`,
    [study],
  );
  const { rows: studies } = await client.query<StudyRow>(
    'SELECT hospital, patient_key, study_date FROM archive.study WHERE study_instance_uid = $1',
    [study],
  );
  const read = rows.flatMap((row) => {
    const card = cards.find(({ sha256 }) => sha256 === row.model_sha256);
    return card === undefined
      ? []
      : [{ row, card, result: row.result ?? notRead(card, originOf(study, row, siteOf(row.hospital))) }];
  });
  const [facts] = studies;
  const [first] = rows;
  if (facts === undefined || first === undefined || read.length === 0) return null;
  // What was stepped down since it was read is silent in the draft.
  const heeded = await heedStepDowns(
    client,
    read.map(({ result }) => result),
  );
  const images = new Map<string, InferenceResult[]>();
  for (const [at, { row, result }] of read.entries())
    images.set(row.sop_instance_uid, [...(images.get(row.sop_instance_uid) ?? []), heeded[at] ?? result]);
  return {
    study: {
      studyInstanceUid: study,
      hospital: facts.hospital,
      patientKey: facts.patient_key,
      studyDate: facts.study_date || null,
      modality: first.modality ?? '',
    },
    images: [...images].map(([sopInstanceUid, results]) => ({ sopInstanceUid, results })),
    cards: [...new Set(read.map(({ card }) => card))],
  };
}

interface JobRow {
  readonly sop_instance_uid: string;
  readonly series_instance_uid: string;
  readonly sha256: string;
  readonly model_sha256: string;
  readonly result: InferenceResult | null;
  readonly modality: string | null;
  readonly hospital: string;
}

interface StudyRow {
  readonly hospital: string;
  readonly patient_key: string | null;
  readonly study_date: string;
}

function originOf(studyInstanceUid: string, row: JobRow, site: string) {
  return {
    studyInstanceUid,
    seriesInstanceUid: row.series_instance_uid,
    sopInstanceUid: row.sop_instance_uid,
    receivedSha256: row.sha256,
    site,
  };
}
