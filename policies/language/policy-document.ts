import type { SharingClass } from '../catalogue.ts';
import type {
  Clearance,
  FieldCoordinate,
  MaskKind,
  PurposeId,
  RowCondition,
  RuleId,
  Use,
} from '../vocabulary.ts';

/**
 * The form of a policy document, as data: what the YAML says, nothing added. Small and total: no expressions, no
 * loops, finite attributes. What no rule permits is refused, and a `forbid` wins over every permit.
 */
export interface PolicyDocument {
  /** The agency whose rules these are; the file is named after it. */
  readonly agency: string;
  /** The subgraphs whose fields it may rule on: its own, so that nobody gives away what another provides. */
  readonly subgraphs: readonly string[];
  readonly rules: readonly Rule[];
  readonly derivations: readonly DerivationRule[];
}

/** Fields of the agency that may be read, though not shown, so that somebody's field can be computed. */
export interface DerivationRule {
  readonly id: RuleId;
  readonly title: Wording;
  readonly legalBasis: readonly string[];
  readonly purposes: readonly PurposeId[];
  /** The deriving field, as `Type.field`; of any agency. */
  readonly output: FieldCoordinate;
  /** As `Type.field`; the agency's own. */
  readonly inputs: readonly FieldCoordinate[];
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

export interface Rule {
  readonly id: RuleId;
  readonly effect: 'permit' | 'forbid';
  readonly title: Wording;
  readonly legalBasis: readonly string[];
  /** `all` only in a `forbid`. */
  readonly purposes: readonly PurposeId[] | 'all';
  /** `everybody` only in a `forbid`. */
  readonly subjects: SubjectCondition | 'everybody';
  readonly resources: readonly Resource[];
  /** `all` only in a `forbid`. */
  readonly uses: readonly Use[] | 'all';
  readonly obligations: readonly Obligation[];
  /** Whether the rule permits only under a case that was checked, and only what is about the people of that case. */
  readonly needsCase: boolean;
  /** First day on which the rule holds (`YYYY-MM-DD`, China Standard Time); null: since ever. */
  readonly validFrom: string | null;
  /** First day on which it holds no more; null: until changed. */
  readonly validTo: string | null;
}

export interface Wording {
  readonly en: string;
  readonly zh: string;
}

/** All conditions given must hold; each holds where one of its values fits. At least one is given. */
export interface SubjectCondition {
  readonly departments?: readonly string[];
  readonly roles?: readonly string[];
  readonly applications?: readonly string[];
  /** Division codes: the subject's region lies in one of them. */
  readonly regions?: readonly string[];
  /** The subject is cleared up to this grade at least. */
  readonly clearance?: Clearance;
}

/** Fields by name, or by their class in the catalogue. Either way only fields that the agency provides. */
export type Resource = NamedFields | FieldClass;

export interface NamedFields {
  readonly type: string;
  readonly fields: readonly string[] | '*';
}

/** All conditions given must hold; each holds where one of its values fits. */
export interface FieldClass {
  readonly type?: string;
  readonly grades?: readonly number[];
  readonly tags?: readonly string[];
  readonly shares?: readonly SharingClass[];
}

export type Obligation = MaskObligation | RowObligation | LimitObligation | GroupObligation;

/** Masks what a selection shows. Without `fields` and `tags`: every field of the rule. */
export interface MaskObligation {
  readonly mask: MaskKind;
  /** As `Type.field`. */
  readonly fields?: readonly string[];
  readonly tags?: readonly string[];
}

/** Only rows that have this to do with the exchange. A case is no obligation: a rule needs one or it does not. */
export interface RowObligation {
  readonly rows: Exclude<RowCondition, 'case'>;
}

/** At most so much for one application on one day; at least one of the two is given. */
export interface LimitObligation {
  readonly perDay: { readonly exchanges?: number; readonly people?: number };
}

/** No group of an aggregate with fewer data subjects than this. */
export interface GroupObligation {
  readonly smallestGroup: number;
}

/** One entry of the closed list of purposes. */
export interface Purpose {
  readonly id: PurposeId;
  /** Who may declare it. Nobody else is permitted anything under it, whatever rules say. */
  readonly subjects: SubjectCondition;
  /**
   * Whether it is for emergencies: declared only under an emergency access (a person, a typed reason, a few hours),
   * which takes the place of the case.
   */
  readonly isEmergency: boolean;
  /** Whether records may be asked for as they were known at an earlier time. */
  readonly allowsHistory: boolean;
  /** Who, of those who may declare it, may read relations whole (`/relation`); null: nobody. */
  readonly sweepers: SubjectCondition | null;
  readonly title: Wording;
  readonly legalBasis: readonly string[];
}

/** Whether a resource names its fields. */
export const isNamed = (resource: Resource): resource is NamedFields => 'fields' in resource;
