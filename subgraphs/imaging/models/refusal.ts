/** What a model can be refused for. */
export const GATE_CHECKS = [
  'CARD_FIELD',
  'HASH_MISMATCH',
  'NOT_ONNX',
  'OPSET_MISMATCH',
  'IO_MISMATCH',
  'LABEL_OUTPUT',
  'METRICS_MISSING',
  'AUC_BELOW_FLOOR',
  'SUBGROUP_GAP',
  'OPERATING_POINT_FOREIGN',
  'OPERATING_POINT_MISSING',
  'CERTIFICATE_MISSING',
  'CERTIFICATE_EXPIRED',
  'DISTRIBUTION_MISSING',
  'BUNDLE_MISMATCH',
] as const;
export type GateCheck = (typeof GATE_CHECKS)[number];

export interface Refusal {
  readonly check: GateCheck;
  /** Which label, site or field, and what is wrong with it. */
  readonly detail: string;
}

/** A model that may not be used, with everything that speaks against it. */
export class ModelRefused extends Error {
  override readonly name = 'ModelRefused';
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ check, detail }) => `${check}: ${detail}`).join('; '));
    this.refusals = refusals;
  }
}
