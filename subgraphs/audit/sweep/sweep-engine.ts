import type { ThresholdDefinition } from '../definition/audit-definition.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { Scalar } from '../rules/typed-expression.ts';
import type { AskedPart, RoundRelation } from './plan/round-relation.ts';
import type { SweepPlan } from './plan/sweep-plan.ts';
import type { CaseKind } from '../operation/case-kind.ts';
import type { AuditRule } from '../rules/audit-rule.ts';

/**
 * What joins the relations of a sweep and asks the rules: DuckDB in this process by default. It sees keys and columns and
 * never an agency; `decisions/2026-11-22-sweep-engine.md` says how another engine takes its place.
 */
export interface SweepEngine {
  open(): Promise<SweepSession>;
}

/** One of the audits of a sweep. */
export interface SweptAudit {
  /** Short, safe as a name in SQL, and its own in the sweep. */
  readonly name: string;
  readonly runId: string;
  readonly plan: SweepPlan;
  readonly caseKind: CaseKind;
  readonly graph: Pick<GraphCatalogue, 'datasetOf'>;
  /** Parameter name → value, `asOf` among them; null where it has none. */
  readonly parameters: ReadonlyMap<string, Scalar | null>;
  /** Those that the rules name. */
  readonly thresholds: readonly ThresholdDefinition[];
}

/** Where a relation's records come from, for the evidence. */
export interface RelationOrigin {
  readonly exchangeId: string;
  readonly fetchedAt: Date;
}

/** One sweep's state. Nothing of it outlives `close`. */
export interface SweepSession {
  /**
   * Takes a relation in for all its parts: its lines as the wire has them, without the end marker. Each part is then what
   * it would be had it been read alone: equal records of one key are one. Answers how many records came. Where it fails,
   * nothing of the relation is left.
   * @throws RelationUnreadable where a line is not what the relation's columns say, and what `lines` fails with
   */
  load(
    relation: RoundRelation<AskedPart>,
    origin: RelationOrigin,
    lines: AsyncIterable<Uint8Array>,
  ): Promise<number>;
  /** The keys by which a relation must be asked: those with which a rule of one of its parts can still come to something. */
  keysOf(relation: RoundRelation<AskedPart>): Promise<SweepKeys>;
  /** Asks a rule about everybody; all its relations were loaded. */
  evaluate(audit: SweptAudit, rule: AuditRule, stage: 'SHADOW' | 'LIVE', foundAt: Date): Promise<RuleCounts>;
  /** What the rules of an audit found, as COPY text of the columns `FINDING_COLUMNS`. */
  findings(audit: SweptAudit): AsyncIterable<Uint8Array>;
  /** What these findings rest on, as COPY text of the columns `EVIDENCE_COLUMNS`. */
  evidence(audit: SweptAudit): AsyncIterable<Uint8Array>;
  /** How many objects its population has, and how many of them do not say which one they are, or where. */
  population(audit: SweptAudit): Promise<{ readonly cases: number; readonly nameless: number }>;
  /** Cases of its population, so many at most: those of the least rank by the seed, as `controlRank` has it. */
  cases(audit: SweptAudit, seed: string, most: number): Promise<readonly SweptCase[]>;
  /** Ends what is going on, which then rejects. */
  interrupt(): void;
  close(): Promise<void>;
}

export interface SweepKeys {
  readonly count: number;
  /** One key a line, in parts of some megabytes. */
  readonly lines: readonly Uint8Array[];
}

/** Which case of the population one is, and where. */
export interface SweptCase {
  readonly caseKey: string;
  readonly division: string;
}

export interface RuleCounts {
  readonly findings: number;
  readonly cannotTell: number;
}

/** The columns of `audit.finding` that a sweep fills. */
export const FINDING_COLUMNS = [
  'finding_id',
  'run_id',
  'rule_id',
  'rule_version',
  'statute',
  'nature',
  'stage',
  'outcome',
  'missing',
  'case_kind',
  'case_key',
  'case_number',
  'household_number',
  'division',
  'person_key',
  'match_tier',
  'evidence_key',
  'evidence_hash',
  'found_at',
] as const;

/** The columns of `audit.evidence` that a sweep fills. */
export const EVIDENCE_COLUMNS = [
  'finding_id',
  'path',
  'source_agency',
  'source_dataset',
  'source_type',
  'source_field',
  'source_record_key',
  'value',
  'as_of',
  'fetched_at',
  'match_tier',
  'exchange_id',
] as const;

/** A relation whose lines are not what its columns say: the agency's schema has changed, or the answer is broken. */
export class RelationUnreadable extends Error {
  constructor(options?: ErrorOptions) {
    super('a relation is not what its columns say', options);
    this.name = 'RelationUnreadable';
  }
}
