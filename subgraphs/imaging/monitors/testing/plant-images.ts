import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { AbstentionReason } from '../../inference/abstention.ts';
import type { InferenceResult } from '../../inference/inference-result.ts';
import type { ModelCard } from '../../models/model-card.ts';

/** An image that a model was asked of, as the tables show it afterwards. */
export interface PlantedImage {
  readonly site: string;
  readonly at: Date;
  readonly abstained?: readonly AbstentionReason[];
  readonly embedding?: readonly number[];
  readonly histogram?: readonly number[];
  /** Ended without a result. */
  readonly canceled?: boolean;
  /** What a reader said of the card's first label. */
  readonly judged?: { readonly above: boolean; readonly agrees: boolean };
  readonly sex?: 'F' | 'M';
  readonly ageYears?: number;
}

export function plantedResult(card: ModelCard, image: PlantedImage): InferenceResult {
  const { site, abstained = [], embedding = null, histogram = [0.5, 0.5] } = image;
  return {
    abstained,
    findings:
      abstained.length > 0
        ? []
        : card.labels.map((label) => ({
            label: label.name,
            stage: label.stages[site] ?? 'silent',
            critical: label.critical,
            score: 0.7,
            probability: 0.7,
            threshold: 0.5,
            above: true,
            evidence: null,
          })),
    provenance: {
      studyInstanceUid: '1.2',
      seriesInstanceUid: '1.2.1',
      sopInstanceUid: '1.2.1.1',
      receivedSha256: '0'.repeat(64),
      pixelSha256: '0'.repeat(64),
      preprocessingVersion: '1',
      model: { name: card.name, version: card.version, sha256: card.sha256 },
      site,
      runtime: { name: 'onnxruntime-node', version: '1' },
      provider: { name: 'cpu', fellBackFrom: [] },
      threads: 1,
      processor: 'a processor',
      outOfDistribution: null,
      outputSha256: '0'.repeat(64),
      wallMs: 1,
    },
    watched: { embedding, histogram, sex: image.sex ?? null, ageYears: image.ageYears ?? null },
  };
}

/** Enters images as if they had been sent, read by a model and judged. */
export async function plantImages(
  client: pg.ClientBase,
  card: ModelCard,
  images: readonly PlantedImage[],
): Promise<void> {
  for (const image of images) {
    const sopInstanceUid = `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO inference.job (study_instance_uid, sop_instance_uid, hospital, model_sha256, priority, requested_at,
         deadline_at, state, transaction_uid, result, reason, ended_at)
       VALUES ($1, $1, $2, $3, 'ROUTINE', $4, $4, $5, gen_random_uuid(), $6, $7, $4)`,
      [
        sopInstanceUid,
        `hospital ${image.site}`,
        card.sha256,
        image.at,
        image.canceled === true ? 'CANCELED' : 'COMPLETED',
        image.canceled === true ? null : JSON.stringify(plantedResult(card, image)),
        image.canceled === true ? 'FAILED' : null,
      ],
    );
    if (image.judged !== undefined) await plantJudgement(client, card, sopInstanceUid, image);
    await client.query('COMMIT');
  }
}

async function plantJudgement(
  client: pg.ClientBase,
  card: ModelCard,
  sopInstanceUid: string,
  { judged, at, site }: PlantedImage,
): Promise<void> {
  const { rows } = await client.query<{ report_id: string }>(
    `INSERT INTO report.report (study_instance_uid, hospital, modality, state, version, input_sha256, demonstration,
       has_findings, draft_en, draft_zh, conclusion_en, conclusion_zh)
     VALUES ($1, $2, 'DX', 'AI_DRAFT', 1, '', true, true, '', '', '', '') RETURNING report_id`,
    [sopInstanceUid, `hospital ${site}`],
  );
  await client.query(
    `INSERT INTO report.finding (report_id, label, title_en, title_zh, stage, critical, score, probability, threshold,
       above, abstained, model_name, model_title_en, model_title_zh, model_version, model_sha256, sop_instance_uid,
       series_instance_uid, text_en, text_zh, agreement, disagreement_reason, judged_by, judged_at)
     VALUES ($1, $2, '', '', 'assistive', false, 0.7, 0.7, 0.5, $3, '{}', $4, '', '', '1', $5, $6, '', '', '', $7, $8,
       'dr-1', $9)`,
    [
      rows[0]?.report_id,
      card.labels[0]?.name,
      judged?.above,
      card.name,
      card.sha256,
      sopInstanceUid,
      judged?.agrees === true ? 'AGREES' : 'DISAGREES',
      judged?.agrees === true ? null : 'it is not so',
      at,
    ],
  );
}
