import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { InferenceResult } from '../inference/inference-result.ts';
import { measureLabel, thresholdFor, type MeasuredImage } from '../models/measure-label.ts';
import type { LabelCard, ModelCard } from '../models/model-card.ts';
import { CohortRefusal } from './cohort-refusal.ts';
import { findCohort } from './find-cohort.ts';
import { studyProgress } from './reader-study.ts';

/** What a cohort's images say of a model, label by label, in the form of its card. */
export interface CohortFigures {
  readonly sites: readonly string[];
  /** Images that were read by both and decided, and that the model answered. */
  readonly images: number;
  /** Of those that were decided, on which the model abstained, or which it was not asked of. */
  readonly abstained: number;
  readonly unasked: number;
  readonly labels: readonly (Pick<LabelCard, 'metrics' | 'operatingPoints'> & {
    readonly name: string;
    readonly kappa: number | null;
  })[];
}

interface TruthRow {
  readonly image_number: number;
  readonly label: string;
  readonly present: boolean;
  readonly site: string;
  readonly sex: 'F' | 'M' | null;
  readonly age_years: number | null;
  readonly patient_key: string;
  readonly result: InferenceResult | null;
}

interface Answered extends MeasuredImage {
  /** Of half of the people a threshold is chosen, of the other half the figures are measured. */
  readonly chooses: boolean;
}

/**
 * Measures a model by the truth of a reader study. Thresholds are chosen by the images of one half of the people, figures
 * measured by those of the other: nobody is in both.
 * @param aim the sensitivity for which thresholds are chosen
 * @throws CohortRefusal where nothing is decided that the model answered
 */
export async function cohortFigures(
  client: pg.ClientBase,
  name: string,
  card: ModelCard,
  aim: number,
): Promise<CohortFigures> {
  const { cohortId } = await findCohort(client, name);
  const rows = await decided(client, cohortId, card.sha256);
  const answered = rows.filter(({ result }) => result?.abstained.length === 0);
  if (answered.length === 0) throw new CohortRefusal('no image is decided that the model answered');
  const kappas = new Map((await studyProgress(client, name)).map(({ label, kappa }) => [label, kappa]));
  const sites = [...new Set(answered.map(({ site }) => site))].sort();
  const labels = card.labels
    .filter((label) => kappas.has(label.name))
    .map((label) => {
      const images = answered.flatMap((row) => answeredOf(row, label.name));
      return {
        name: label.name,
        kappa: kappas.get(label.name) ?? null,
        ...figuresOf(images, sites, card, aim),
      };
    });
  return {
    sites,
    images: numbers(answered),
    abstained: numbers(rows.filter(({ result }) => result !== null && result.abstained.length > 0)),
    unasked: numbers(rows.filter(({ result }) => result === null)),
    labels,
  };
}

/** A card whose figures and thresholds at the cohort's sites are those measured; of other sites they stay. */
export function withFigures(card: ModelCard, { sites, labels }: CohortFigures): ModelCard {
  return {
    ...card,
    labels: card.labels.map((label) => {
      const figures = labels.find(({ name }) => name === label.name);
      if (figures === undefined) return label;
      const elsewhere = <T extends { readonly site: string }>(all: readonly T[]): readonly T[] =>
        all.filter(({ site }) => !sites.includes(site));
      return {
        ...label,
        metrics: [...elsewhere(label.metrics), ...figures.metrics],
        operatingPoints: [...elsewhere(label.operatingPoints), ...figures.operatingPoints],
      };
    }),
  };
}

async function decided(
  client: pg.ClientBase,
  cohortId: string,
  sha256: string,
): Promise<readonly TruthRow[]> {
  const { rows } = await client.query<TruthRow>(
    `SELECT image_number, truth.label, truth.present, image.site, image.sex, image.age_years, image.patient_key, job.result
       FROM cohort.truth JOIN cohort.image USING (cohort_id, image_number)
       LEFT JOIN inference.job ON job.sop_instance_uid = image.sop_instance_uid AND job.model_sha256 = $2
                              AND job.state = 'COMPLETED'
      WHERE cohort_id = $1 AND truth.present IS NOT NULL
      ORDER BY image_number, truth.label`,
    [cohortId, sha256],
  );
  return rows;
}

function answeredOf(row: TruthRow, label: string): readonly Answered[] {
  if (row.label !== label) return [];
  const finding = row.result?.findings.find((one) => one.label === label);
  if (finding === undefined) return [];
  const digest = createHash('sha256').update(row.patient_key).digest();
  return [
    {
      site: row.site,
      sex: row.sex,
      ageYears: row.age_years,
      score: finding.score,
      truth: row.present,
      chooses: (digest[0] ?? 0) % 2 === 0,
    },
  ];
}

function figuresOf(
  images: readonly Answered[],
  sites: readonly string[],
  { sha256 }: ModelCard,
  aim: number,
): Pick<LabelCard, 'metrics' | 'operatingPoints'> {
  const points = sites.map((site) => {
    const choosing = images.filter((image) => image.site === site && image.chooses);
    return { sha256, site, threshold: thresholdFor(choosing, aim), aim };
  });
  const measuring = images.filter(({ chooses }) => !chooses);
  return {
    operatingPoints: points,
    metrics: points.flatMap(({ site, threshold }) => measureLabel(measuring, site, threshold)),
  };
}

function numbers(rows: readonly TruthRow[]): number {
  return new Set(rows.map(({ image_number: number }) => number)).size;
}
