/** A case as a registry knows it. */
export interface RegisteredCase {
  readonly caseNumber: string;
  /** The department whose case it is, as tokens name it. */
  readonly department: string;
  /** Whether it is open at the moment that was asked about. */
  readonly isOpen: boolean;
  /** The officials in whose hands it is, as tokens name them. */
  readonly officials: readonly string[];
  /** Person keys of all whom it is about: all of them, or one more than a grant may name. */
  readonly people: readonly string[];
}

/**
 * Where cases are looked up, never believed. Every implementation passes `testing/describe-case-registry.ts`. What is
 * found holds for one request: a case that is closed carries nothing from then on.
 */
export interface CaseRegistry {
  /**
   * The case of this number as it is at a moment; null where there is none.
   * @throws SluiceError CASE_UNAVAILABLE where the registry can not be asked
   */
  find(caseNumber: string, at: Date): Promise<RegisteredCase | null>;
}
