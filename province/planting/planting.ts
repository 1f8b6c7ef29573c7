import type { AssistanceFamily } from '../people/assistance-family.ts';
import type { Composition } from '../people/make-household.ts';
import type { Household, Person } from '../people/person.ts';
import type { BlockDesk } from '../registers/block-desk.ts';

/** What can be planted. The name of an audit in capitals, or a peculiarity of people and numbers. */
export type CaseKind =
  | 'DEAD_AND_PAID'
  | 'BARRED_VEHICLE'
  | 'TWO_HOMES'
  | 'COMPANY_CONTROL'
  | 'INCOME_OVER_LINE'
  | 'DOUBLE_SCHEME'
  | 'MOVED_AWAY'
  | 'BASE_OVER_LINE'
  | 'TEKUN_ABLE_TO_WORK'
  | 'PUBLIC_PAY_IN_FAMILY'
  | 'APPROVED_NOT_PAID_AMOUNT'
  | 'PAID_AFTER_STOP'
  | 'ONE_CARD_MANY_FAMILIES'
  | 'RETURNED_NEVER_REPAID'
  | 'APPROVER_RELATED'
  | 'APPROVED_UNPAID_30_DAYS'
  | 'POVERTY_BY_ILLNESS'
  | 'INCOME_DROP'
  | 'NEW_SEVERE_DISABILITY'
  | 'STUDENT_WITHOUT_GRANT'
  | 'LONELY_ELDER'
  | 'MISSED_TEKUN'
  | 'MISSED_HOUSEHOLD'
  | 'ZERO_EMPLOYMENT'
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
  /** What the same planting is besides: of another kind, of another case, about somebody else. */
  readonly also?: readonly {
    readonly kind?: CaseKind;
    readonly caseNumber?: string;
    readonly person?: Person;
  }[];
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
  /** In town or in the country, where that matters. */
  readonly setting?: 'URBAN' | 'RURAL';
  /** How many households one case takes; 1 where absent. */
  readonly households?: number;
  /** Set where hardship is what is planted: it stays as it is (`keepOutOfHardship`). */
  readonly hardship?: true;
  /** Changes the scene and writes what belongs to the case alone. Null for a household that needs no label. */
  readonly plant: (scene: Scene) => Label | null;
}
