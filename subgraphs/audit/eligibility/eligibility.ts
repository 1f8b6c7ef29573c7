import type { RuleDefinition } from '../definition/audit-definition.ts';

/** Why an answer is what it is; the meanings stand in the graph, `EligibilityReasonCode`. */
export type EligibilityReasonCode =
  'FOUND_AGAINST' | 'NOT_IN_SCHEME' | 'NOT_COVERED' | 'UNDECIDED' | 'SOURCE_AWAY' | 'RULE_IN_SHADOW';

/** What one rule says of one case; `NO` speaks for it. */
export interface RuleVerdict {
  readonly rule: RuleDefinition;
  readonly says: Exclude<EligibilityReasonCode, 'NOT_IN_SCHEME'> | 'NO';
  /** Of SOURCE_AWAY the dataset, where it is known which. */
  readonly dataset?: string | null;
}

/** An exchange in which the engine read, and when. */
export interface EligibilityRead {
  readonly exchangeId: string;
  readonly readAt: Date;
}

/** A reason, with the rule that gives it; its fields are null where no rule was asked. */
export interface EligibilityReason {
  readonly code: EligibilityReasonCode;
  readonly ruleId: string | null;
  readonly ruleVersion: number | null;
  readonly statute: string | null;
  readonly statement: string | null;
  readonly statementChinese: string | null;
  readonly dataset: string | null;
}

/** A conclusion of rules, as the graph shows it: no value, no record and no evidence. */
export interface Eligibility {
  readonly answer: 'YES' | 'NO' | 'CANNOT_TELL';
  readonly reasons: readonly EligibilityReason[];
  /** The oldest read that it rests on, RFC 3339; null where nothing was read. */
  readonly asOf: string | null;
  readonly exchangeIds: readonly string[];
}

/**
 * One found against decides; YES needs every rule to have been asked and to have said no. The reasons are those of the
 * answer.
 */
export function concludeVerdicts(
  verdicts: readonly RuleVerdict[],
  reads: readonly EligibilityRead[],
): Eligibility {
  const against = verdicts.filter(({ says }) => says === 'FOUND_AGAINST');
  if (against.length > 0) return eligibility('NO', against.flatMap(reasonOf), reads);
  const open = verdicts.flatMap(reasonOf);
  // No rule at all proves nothing.
  if (verdicts.length === 0) return withoutRule('UNDECIDED', reads);
  return eligibility(open.length === 0 ? 'YES' : 'CANNOT_TELL', open, reads);
}

/** A conclusion that no rule was asked for. */
export function withoutRule(
  code: Exclude<EligibilityReasonCode, 'FOUND_AGAINST' | 'RULE_IN_SHADOW'>,
  reads: readonly EligibilityRead[],
  dataset: string | null = null,
): Eligibility {
  const nothing = { ruleId: null, ruleVersion: null, statute: null, statement: null, statementChinese: null };
  const answer = code === 'NOT_IN_SCHEME' ? 'NO' : 'CANNOT_TELL';
  return eligibility(answer, [{ code, ...nothing, dataset }], reads);
}

function reasonOf({ rule, says, dataset = null }: RuleVerdict): readonly EligibilityReason[] {
  if (says === 'NO') return [];
  const { id, version, statute, statement, statementChinese } = rule;
  return [{ code: says, ruleId: id, ruleVersion: version, statute, statement, statementChinese, dataset }];
}

function eligibility(
  answer: Eligibility['answer'],
  reasons: readonly EligibilityReason[],
  reads: readonly EligibilityRead[],
): Eligibility {
  const oldest = Math.min(...reads.map(({ readAt }) => readAt.getTime()));
  return {
    answer,
    reasons,
    asOf: Number.isFinite(oldest) ? new Date(oldest).toISOString() : null,
    exchangeIds: [...new Set(reads.map(({ exchangeId }) => exchangeId))],
  };
}
