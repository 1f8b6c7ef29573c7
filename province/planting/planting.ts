import type { AssistanceFamily } from '../people/assistance-family.ts';
import type { Composition } from '../people/make-household.ts';
import type { Household, Person } from '../people/person.ts';
import type { BlockDesk } from '../registers/block-desk.ts';

export type CaseKind =
  | 'DEAD_AND_PAID'
  | 'BARRED_VEHICLE'
  | 'TWO_HOMES'
  | 'COMPANY_CONTROL'
  | 'INCOME_OVER_LINE'
  | 'DOUBLE_SCHEME'
  | 'MOVED_AWAY'
  | 'MISSED_HOUSEHOLD'
  | 'APPROVED_NOT_PAID_AMOUNT'
  | 'PAID_AFTER_STOP'
  | 'ONE_CARD_MANY_FAMILIES'
  | 'APPROVED_UNPAID_30_DAYS'
  | 'NEWBORN'
  | 'FOREIGNER'
  | 'HMT_PERMIT_HOLDER'
  | 'UNIDENTIFIED_PATIENT'
  | 'CHANGED_NUMBER'
  | 'SHARED_NUMBER';

/** What is known to be so about a planted case: the label that findings are compared with. */
export interface Label {
  /** Who it is about; null where it is about money alone. */
  readonly person: Person | null;
  readonly detail: Readonly<Record<string, string | number | readonly string[]>>;
}

/** Where a case is planted: a household of its own, made and not yet written to any register. */
export interface Scene {
  readonly desk: BlockDesk;
  readonly household: Household;
  readonly head: Person;
  /** A grown-up member, the head where there is no other. */
  readonly adult: Person;
  /** The household's case at civil affairs. Throws where the planting's standing gives it none. */
  readonly family: AssistanceFamily;
  /** The scenes of the same case so far, this one included, where a case takes several households. */
  readonly group: readonly Scene[];
}

/** One way in which something is wrong, or (`exemption`) only looks wrong. */
export interface Planting {
  readonly kind: CaseKind;
  /** Why the law has no objection, or why it is only a near miss; null where it is the real thing. */
  readonly exemption: string | null;
  /** `ASSISTED`: poor, with an active case paid in all twelve months. `POOR`: the same without a case. */
  readonly standing: 'ASSISTED' | 'POOR' | 'ORDINARY';
  readonly compositions: readonly Composition[];
  /** How many households one case takes; 1 where absent. */
  readonly households?: number;
  /** Changes the scene and writes what belongs to the case alone. Null until the last household of a group. */
  readonly plant: (scene: Scene) => Label | null;
}
