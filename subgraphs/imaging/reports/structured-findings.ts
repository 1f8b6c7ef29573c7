import type { AbstentionReason } from '../inference/abstention.ts';
import type { Evidence, FindingResult, InferenceResult } from '../inference/inference-result.ts';
import { stageOf, type LabelCard, type ModelCard, type Stage, type Words } from '../models/model-card.ts';
import type { DraftInput } from './draft-input.ts';

/** What one model says of one image, by label. */
export interface DraftFinding {
  readonly label: string;
  readonly title: Words;
  /** In SNOMED CT. */
  readonly code: { readonly value: string; readonly meaning: string } | null;
  readonly stage: Stage;
  readonly critical: boolean;
  /** Null where the model abstained. */
  readonly answer: {
    readonly score: number;
    readonly probability: number;
    readonly threshold: number | null;
    readonly above: boolean | null;
    readonly evidence: Evidence | null;
  } | null;
  readonly abstained: readonly AbstentionReason[];
  readonly outOfDistribution: { readonly distance: number; readonly threshold: number } | null;
  readonly model: {
    readonly name: string;
    readonly version: string;
    readonly sha256: string;
    readonly title: Words;
    /** Without a certificate, or without a card. */
    readonly demonstration: boolean;
  };
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
}

/** All findings of a study, in the order of images, models and labels. */
export function structuredFindings({ images, cards }: DraftInput): readonly DraftFinding[] {
  const cardOf = new Map(cards.map((card) => [card.sha256, card]));
  return images.flatMap(({ results }) =>
    results.flatMap((result) => findingsOf(result, cardOf.get(result.provenance.model.sha256) ?? null)),
  );
}

function findingsOf(result: InferenceResult, card: ModelCard | null): readonly DraftFinding[] {
  const { provenance, abstained, findings } = result;
  const about = {
    abstained,
    outOfDistribution: provenance.outOfDistribution,
    model: {
      ...provenance.model,
      title: card?.title ?? { en: provenance.model.name, zh: provenance.model.name },
      demonstration: card?.certificate.status !== 'registered',
    },
    sopInstanceUid: provenance.sopInstanceUid,
    seriesInstanceUid: provenance.seriesInstanceUid,
  };
  if (abstained.length === 0)
    return findings.map((finding) => ({ ...about, ...answered(finding, labelOf(card, finding.label)) }));
  return (card?.labels ?? []).map((label) => ({
    ...about,
    ...wordsOf(label.name, label),
    stage: stageOf(label, provenance.site),
    critical: label.critical,
    answer: null,
  }));
}

function labelOf(card: ModelCard | null, name: string): LabelCard | null {
  return card?.labels.find((label) => label.name === name) ?? null;
}

function answered(finding: FindingResult, label: LabelCard | null) {
  const { score, probability, threshold, above, evidence } = finding;
  return {
    ...wordsOf(finding.label, label),
    // What no card stands for is shown to nobody.
    stage: label === null ? ('silent' as const) : finding.stage,
    critical: finding.critical,
    answer: { score, probability, threshold, above, evidence },
  };
}

function wordsOf(name: string, label: LabelCard | null) {
  return { label: name, title: label?.title ?? { en: name, zh: name }, code: label?.code ?? null };
}
