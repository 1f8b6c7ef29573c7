import type { SharingClass } from '../catalogue.ts';
import type { MaskKind, PurposeId, RuleId, Use } from '../vocabulary.ts';

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

export type Obligation = MaskObligation | RowObligation;

/** Masks what a selection shows. Without `fields` and `tags`: every field of the rule. */
export interface MaskObligation {
  readonly mask: MaskKind;
  /** As `Type.field`. */
  readonly fields?: readonly string[];
  readonly tags?: readonly string[];
}

/** Only rows that the agency's own columns place in the subject's region. */
export interface RowObligation {
  readonly rows: 'region';
}

/** One entry of the closed list of purposes. */
export interface Purpose {
  readonly id: PurposeId;
  /** Who may declare it. Nobody else is permitted anything under it, whatever rules say. */
  readonly subjects: SubjectCondition;
  readonly title: Wording;
  readonly legalBasis: readonly string[];
}

/** Whether a resource names its fields. */
export const isNamed = (resource: Resource): resource is NamedFields => 'fields' in resource;
