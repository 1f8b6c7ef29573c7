import type { AuditDefinition } from '../definition/audit-definition.ts';
import type { EligibilityRead, RuleVerdict } from './eligibility.ts';
import type { EligibilityScheme } from './read-eligibility-document.ts';
import type { FamiliesOfScheme, FamilyOfPerson } from './scheme-members.ts';

/** How the engine asks for one conclusion, and as of when. */
export interface EligibilityQuestion {
  readonly scheme: string;
  /** The day for which rules are asked, in China. */
  readonly day: string;
  /** The instant as of which records are read, RFC 3339; null: as they are. */
  readonly asOf: string | null;
  readonly parentExchange: string;
  readonly signal: AbortSignal;
}

/** What was found, or why it could not be had: for now (of which dataset, where that is known) or at all. */
export type Found<Value> =
  | { readonly found: Value; readonly reads: readonly EligibilityRead[] }
  | {
      readonly trouble: 'SOURCE_AWAY' | 'NOT_COVERED';
      readonly dataset: string | null;
      readonly reads: readonly EligibilityRead[];
    };

/** What the rules of one audit say of some cases, by case key, and where they read. */
export interface AuditVerdicts {
  readonly says: (caseKey: string) => readonly RuleVerdict[];
  readonly reads: readonly EligibilityRead[];
}

/**
 * Reads what conclusions rest on. Two do it, and come to the same: case by case, which is quick for a few, and set by set,
 * for lists.
 */
export interface EligibilityReader {
  /** Which of some families are on assistance under the scheme. */
  familiesOfScheme(
    scheme: EligibilityScheme,
    caseNumbers: readonly string[],
    question: EligibilityQuestion,
  ): Promise<Found<FamiliesOfScheme>>;
  /** By which family each of some people is judged. */
  familiesOfPersons(
    scheme: EligibilityScheme,
    personKeys: readonly string[],
    question: EligibilityQuestion,
  ): Promise<Found<FamilyOfPerson>>;
  /** Asks some rules of an audit about some cases; the others of the audit are not asked. */
  askRules(
    definition: AuditDefinition,
    ruleIds: ReadonlySet<string>,
    caseKeys: readonly string[],
    question: EligibilityQuestion,
  ): Promise<AuditVerdicts>;
}
