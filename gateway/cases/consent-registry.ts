import type { PurposeId } from '../../policies/vocabulary.ts';

export interface ConsentQuestion {
  /** To which department and purpose they consented. */
  readonly department: string;
  readonly purpose: PurposeId;
  /** Person keys of those who are asked about; null: everybody. */
  readonly among: readonly string[] | null;
  readonly at: Date;
  /** As many as are wanted at most. */
  readonly limit: number;
}

/** Who consented. A withdrawal holds for whatever is asked after it. */
export interface ConsentRegistry {
  /**
   * Person keys of those whose consent is given and not withdrawn, sorted.
   * @throws SluiceError CASE_UNAVAILABLE where the registry can not be asked
   */
  consenting(question: ConsentQuestion): Promise<readonly string[]>;
}
