import type { Words } from '../models/model-card.ts';

/** What a guideline suggests where a label is present. Never an order: a clinician takes it up or does not. */
export interface Suggestion {
  /** Of the model's label. */
  readonly label: string;
  /** Where in the guideline it stands. */
  readonly section: string;
  readonly text: Words;
  /** The clinician who held this row against the guideline; null: nobody has yet, and it says so where it is shown. */
  readonly checkedBy: string | null;
}

/** One version of one guideline. A change makes another version; a version that was proposed from stays as it is. */
export interface GuidelineTable {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly publisher: string;
  /** Where it can be read. */
  readonly url: string;
  /** `YYYY-MM-DD`. */
  readonly issuedOn: string;
  /** The last day on which it is proposed from; by then somebody must have looked whether there is a newer one. */
  readonly expiresOn: string;
  readonly suggestions: readonly Suggestion[];
}
