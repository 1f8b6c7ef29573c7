import { createHash } from 'node:crypto';
import type { LoadedModel } from '../models/load-model.ts';
import { calibrated } from '../models/calibration.ts';
import { stageOf, type LabelCard } from '../models/model-card.ts';
import { distanceFrom, unpackFloats } from '../models/out-of-distribution.ts';
import { scoreOf } from '../models/score-of.ts';
import { reasonsInFacts, reasonsInImage, type AbstentionReason, type ImageFacts } from './abstention.ts';
import { classActivation, decompose } from './head.ts';
import type { InferencePool, PoolAnswer } from './inference-pool.ts';
import {
  NOTHING_WATCHED,
  type Evidence,
  type FindingResult,
  type InferenceResult,
  type Provenance,
  type Watched,
} from './inference-result.ts';
import { provenanceOf, type ImageOrigin } from './provenance.ts';
import type { ReadyImage } from './ready-image.ts';
import { watchedOf } from './watched.ts';

/**
 * Asks a model of one image. Where something speaks against it, the model abstains and says why; nothing of what it
 * would have said is passed on.
 * @throws where the pool fails: the job is then tried again
 */
export async function readImage(
  pool: InferencePool,
  model: LoadedModel,
  origin: ImageOrigin,
  facts: ImageFacts,
  { pixelSha256, prepared }: ReadyImage,
): Promise<InferenceResult> {
  const before = provenanceOf(model.card, origin, pixelSha256);
  const nothing = { ...NOTHING_WATCHED, sex: facts.sex, ageYears: facts.ageYears };
  const reasons: AbstentionReason[] = [...reasonsInFacts(model.card, facts)];
  if (typeof prepared === 'string') return abstention([...reasons, prepared], before, nothing);
  reasons.push(...reasonsInImage(model.card, prepared));
  if (reasons.length > 0) return abstention(reasons, before, nothing);
  const answer = await pool.run(model.card.sha256, prepared.tensor);
  const provenance = provenanceAfter(before, model, answer);
  if (answer.outcome === 'NAN_IN') return abstention(['NOT_FINITE'], provenance, nothing);
  if (answer.outcome === 'NAN_OUT') return abstention(['OUTPUT_NOT_FINITE'], provenance, nothing);
  const watched = watchedOf(model.card, facts, prepared.tensor, answer.outputs);
  const { outOfDistribution } = provenance;
  if (outOfDistribution !== null && outOfDistribution.distance > outOfDistribution.threshold)
    return abstention(['OUT_OF_DISTRIBUTION'], provenance, watched);
  const findings = model.card.labels.map((label) => findingOf(model, label, answer, origin.site));
  return { abstained: [], findings, provenance, watched };
}

function abstention(
  abstained: readonly AbstentionReason[],
  provenance: Provenance,
  watched: Watched,
): InferenceResult {
  return { abstained, findings: [], provenance, watched };
}

function findingOf(
  { card }: LoadedModel,
  label: LabelCard,
  { outputs }: PoolAnswer,
  site: string,
): FindingResult {
  const raw = outputs[card.output.logits]?.[label.output] ?? Number.NaN;
  const score = scoreOf(raw, card.output.activation, label.opNorm);
  // An operating point of another model or another site is none.
  const point = label.operatingPoints.find((one) => one.sha256 === card.sha256 && one.site === site);
  return {
    label: label.name,
    stage: stageOf(label, site),
    critical: label.critical,
    score,
    probability: calibrated(score, label.calibration),
    threshold: point?.threshold ?? null,
    above: point === undefined ? null : score >= point.threshold,
    evidence: evidenceOf(card, label, outputs),
  };
}

function evidenceOf(
  { output: { evidence } }: LoadedModel['card'],
  label: LabelCard,
  outputs: PoolAnswer['outputs'],
): Evidence | null {
  const values = evidence === null ? undefined : outputs[evidence.name];
  if (evidence === null || values === undefined) return null;
  const { cells } = evidence;
  if (evidence.kind === 'class-activation') {
    const from = label.output * evidence.channels;
    const weights = unpackFloats(evidence.weights).subarray(from, from + evidence.channels);
    return { cells, kind: 'contribution', values: Array.from(classActivation(values, weights)) };
  }
  const size = cells[0] * cells[1];
  const own = values.subarray(label.output * size, (label.output + 1) * size);
  return { cells, kind: 'share', values: Array.from(decompose(own, evidence.sharpness).share) };
}

function provenanceAfter(
  before: Provenance,
  { card, distribution }: LoadedModel,
  { outputs, provider, wallMs }: PoolAnswer,
): Provenance {
  const hash = createHash('sha256');
  for (const name of Object.keys(outputs).sort()) {
    const values = outputs[name] ?? new Float32Array();
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  const embedding = card.output.embedding === null ? undefined : outputs[card.output.embedding.name];
  const known = distribution !== null && embedding !== undefined;
  return {
    ...before,
    provider,
    wallMs,
    outputSha256: hash.digest('hex'),
    outOfDistribution: known
      ? { distance: distanceFrom(distribution, embedding), threshold: distribution.threshold }
      : null,
  };
}
