/** The words of policy. Pure types: what they mean is in GLOSSARY.md. */

import type { PersonKey } from '../identifiers/person-key.ts';

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
  /** The body (a hospital, a school) for which the application works, as sources name it; null where it is nobody's. */
  readonly organisation: string | null;
  /** Who asks for himself, where it is no official of a body; null for everybody else. Neither logged nor recorded bare. */
  readonly person: PersonKey | null;
  /** Up to which sensitivity the acting person is cleared: 0 (not at all) to 4. */
  readonly clearance: Clearance;
}

export const CLEARANCES = [0, 1, 2, 3, 4] as const;
export type Clearance = (typeof CLEARANCES)[number];

/** A mask by its name: `name.surname`, `id.1-1`, … One file a kind in `obligations/`, listed in `mask-kinds.ts`. */
export type MaskKind = Branded<string, 'MaskKind'>;

/**
 * What rows must have to do with the exchange: lie in the subject's region, be of its own organisation, be about the person
 * who asks, about the people of the checked case, or about people who consented. Parameters of an exchange, never of a subject class.
 */
export const ROW_CONDITIONS = ['region', 'organisation', 'self', 'case', 'consent'] as const;
export type RowCondition = (typeof ROW_CONDITIONS)[number];

/** A condition on the rows of one type that its own agency can check with its own columns. */
export type RowFilter =
  | { readonly kind: 'region'; readonly prefixes: readonly string[] }
  | { readonly kind: 'organisation'; readonly name: string }
  /** The data subject is one of these people; nobody where there are none. */
  | { readonly kind: 'subjects'; readonly keys: readonly string[] }
  /** No row. */
  | { readonly kind: 'nothing' };

/** How much one application may be given under one rule and purpose on one day (China Standard Time). */
export interface Limit {
  readonly rule: RuleId;
  /** Exchanges that use the permit; null: any number. */
  readonly exchanges: number | null;
  /** Data subjects, summed over those exchanges; null: any number. */
  readonly people: number | null;
}

export interface Permit {
  readonly effect: 'permit';
  /** The rules that permitted, never empty. */
  readonly rules: readonly RuleId[];
  readonly legalBasis: readonly string[];
  readonly mask: MaskKind | null;
  readonly rows: readonly RowCondition[];
  /** All of them hold at once. */
  readonly limits: readonly Limit[];
  /** The fewest data subjects that a group of an aggregate may have; null where no rule says. */
  readonly smallestGroup: number | null;
}

export interface Denial {
  readonly effect: 'deny';
  /** The forbidding rules, or those whose conditions are not met; empty where simply nothing permits. */
  readonly rules: readonly RuleId[];
  /**
   * What would permit it: a checked case, or (said of an exchange, never by a table) somebody's consent; null where
   * neither would.
   */
  readonly lacks: 'case' | 'consent' | null;
}

export type Decision = Permit | Denial;

/** A reading that policy declares: `input` may be read, though not shown, so that `output` can be computed. */
export interface Derivation {
  readonly rule: RuleId;
  readonly input: FieldCoordinate;
  readonly output: FieldCoordinate;
  readonly legalBasis: readonly string[];
}

/** All decisions for one subject under one purpose and one policy version, with a checked case or without one. */
export interface DecisionTable {
  readonly policyVersion: PolicyVersion;
  readonly purpose: PurposeId;
  readonly hasCase: boolean;
  /** The instant at which some rule begins or ends: from then on another table holds. Null: never. */
  readonly validUntil: Date | null;
  decide(coordinate: FieldCoordinate, use: Use): Decision;
  /** Every row condition that some permit of the table carries: what an exchange may have to find out. */
  readonly rowConditions: readonly RowCondition[];
  /** The derivations in force, each input and output once, sorted. */
  readonly derivations: readonly Derivation[];
  /**
   * The conditions under which the rows of a type stand: all that any permit for any of its fields carries. They apply
   * wherever the operation reaches the type, also where it selects none of its fields (a count or a cursor tells of
   * rows too).
   */
  rowsOf(type: string): readonly RowCondition[];
}
