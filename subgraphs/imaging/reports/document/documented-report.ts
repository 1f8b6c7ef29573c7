import type { DicomJson } from '../../dicom/dicom-json.ts';
import type { Words } from '../../models/model-card.ts';
import type { ReportState } from '../report-state.ts';
import type { PriorComparison } from '../words/finding-sentence.ts';

/** A finding that may be shown, as documents have it. */
export interface DocumentedFinding {
  readonly findingId: string;
  readonly label: string;
  readonly title: Words;
  readonly code: { readonly value: string; readonly meaning: string } | null;
  readonly critical: boolean;
  readonly score: number;
  readonly probability: number;
  readonly threshold: number | null;
  readonly above: boolean | null;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly sopInstanceUid: string;
  readonly agreement: 'AGREES' | 'DISAGREES' | null;
  readonly prior: PriorComparison | null;
  /** Its sentence as the report stands. */
  readonly text: Words;
}

export interface ImageReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
}

/** Who did something, and when. */
export interface Signature {
  readonly by: string;
  readonly at: Date;
}

/** Everything that documents are made of: a report in one of its states. */
export interface DocumentedReport {
  readonly reportId: string;
  readonly studyInstanceUid: string;
  readonly hospital: string;
  readonly state: ReportState;
  readonly version: number;
  readonly revision: number;
  /** RFC 5646. */
  readonly language: string;
  readonly modality: string;
  readonly demonstration: boolean;
  readonly hasFindings: boolean;
  /** What stands above everything: that it is a draft, was withdrawn, is a demonstration. */
  readonly notices: readonly Words[];
  readonly conclusion: Words;
  readonly reason: string | null;
  readonly reviewed: Signature | null;
  readonly finalised: Signature | null;
  readonly withdrawn: Signature | null;
  /** When it came to stand so. */
  readonly at: Date;
  /** Assistive ones that were answered; silent ones are in no document. */
  readonly findings: readonly DocumentedFinding[];
  /** Of all models whose word may be shown, also where they abstained. */
  readonly models: readonly DocumentedFinding['model'][];
  readonly images: readonly ImageReference[];
  /** Of an image of the study: who the patient is, as the hospital wrote it. */
  readonly attributes: DicomJson;
  /** Structured reports that went before, oldest first. */
  readonly predecessors: readonly string[];
}
