import { RECORD_FIELDS } from '../../rules/binding-step.ts';
import type { EvidencePath } from '../../rules/evidence-path.ts';
import type { PlacedBinding } from '../plan/placed-bindings.ts';
import type { BoundRecords } from './bound-records.ts';
import { jsonSql } from './json-sql.ts';
import { peopleOnTheWay, tierSql } from './match-tier-sql.ts';
import type { RuleScope } from './rule-scope.ts';

/** One value of one record as evidence keeps it, each part as SQL. */
export interface EvidencePiece {
  readonly path: EvidencePath;
  /** `binding.field`. */
  readonly text: string;
  /** The relation that the value was read in. */
  readonly relation: string;
  readonly sql: Readonly<Record<PiecePart, string>>;
}

/** `known`: whether the value is not unknown; `given`: whether it can be given; `tier`: from 1 for A to 3 for C. */
export const PIECE_PARTS = ['value', 'key', 'asOf', 'tier', 'known', 'given'] as const;
export type PiecePart = (typeof PIECE_PARTS)[number];

/** What evidence must say of a value: which record it is of, since when it is written so, and how sure the match is. */
export function evidencePiece(
  path: EvidencePath,
  scope: RuleScope,
  bindings: readonly PlacedBinding[],
  records: BoundRecords,
): EvidencePiece {
  const { binding, fields } = path;
  const above = fields.slice(0, -1);
  const beside = (name: string): string => records.column(binding, [...above, name]);
  const key = beside(RECORD_FIELDS.key);
  const asOf = beside(RECORD_FIELDS.asOf);
  const people = peopleOnTheWay(path, scope.rule.about, bindings, scope.sweep.plan, records);
  const tiers = people.map((person) => tierSql(person, beside(RECORD_FIELDS.flag)));
  const known = records.held(binding, above);
  return {
    path,
    text: [binding, ...fields].join('.'),
    relation: records.refOf(binding, fields).relation,
    sql: {
      value: jsonSql(records.column(binding, fields), records.typeName(binding, fields)),
      key,
      asOf,
      tier: tiers.length === 0 ? '1' : `greatest(${tiers.join(', ')})`,
      known,
      given: `(${known} AND ${key} IS NOT NULL AND ${asOf} IS NOT NULL)`,
    },
  };
}
