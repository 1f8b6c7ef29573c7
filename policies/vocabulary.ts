/** The words of policy. Pure types: what they mean is in GLOSSARY.md. */

declare const brand: unique symbol;
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** `Type.field` of the supergraph. */
export type FieldCoordinate = Branded<string, 'FieldCoordinate'>;
export type RuleId = Branded<string, 'RuleId'>;
export type PolicyVersion = Branded<string, 'PolicyVersion'>;
export type PurposeId = Branded<string, 'PurposeId'>;
export type ApplicationId = Branded<string, 'ApplicationId'>;
export type DivisionCode = Branded<string, 'DivisionCode'>;

/** The ways in which a field can be used; each is granted separately (a value can leak without being shown). */
export const USES = [
  'project',
  'filter-eq',
  'filter-range',
  'order',
  'group',
  'aggregate',
  'join-key',
  'invoke',
] as const;
export type Use = (typeof USES)[number];

/** Who asks. Attributes come from the token and nowhere else. */
export interface Subject {
  readonly application: ApplicationId;
  readonly department: string;
  /** The area the subject serves: a division code, its trailing zero pairs meaning "and everything below". */
  readonly region: DivisionCode;
  readonly roles: readonly string[];
  /** The official acting through the application, where one does. */
  readonly official: string | null;
}

/** A mask by its name: `name.surname`, `id.1-1`, … One file a kind in `obligations/`, listed in `mask-kinds.ts`. */
export type MaskKind = Branded<string, 'MaskKind'>;

/** A condition on the rows of one type that its own agency can check with its own columns. */
export type RowFilter = { readonly kind: 'region'; readonly prefix: string };

export interface Permit {
  readonly effect: 'permit';
  /** The rules that permitted, never empty. */
  readonly rules: readonly RuleId[];
  readonly legalBasis: readonly string[];
  readonly mask: MaskKind | null;
  readonly rows: readonly RowFilter[];
}

export interface Denial {
  readonly effect: 'deny';
  /** The forbidding rules; empty where simply nothing permits. */
  readonly rules: readonly RuleId[];
}

export type Decision = Permit | Denial;

/** All decisions for one subject under one purpose and one policy version. */
export interface DecisionTable {
  readonly policyVersion: PolicyVersion;
  readonly purpose: PurposeId;
  /** The instant at which some rule begins or ends: from then on another table holds. Null: never. */
  readonly validUntil: Date | null;
  decide(coordinate: FieldCoordinate, use: Use): Decision;
  /**
   * The filters under which the rows of a type stand: all that any permit for any of its fields carries. They apply
   * wherever the operation reaches the type, also where it selects none of its fields (a count or a cursor tells of
   * rows too).
   */
  rowsOf(type: string): readonly RowFilter[];
}
