import type { GraphQLSchema } from 'graphql';
import { bindRow, type RowParameters } from '../../policies/bind-rows.ts';
import { MASKS } from '../../policies/obligations/mask-kinds.ts';
import { usesOfOperation } from '../../policies/operation-uses.ts';
import type { Decision, FieldCoordinate } from '../../policies/vocabulary.ts';
import { assertFewLookUps } from '../operation/assert-few-look-ups.ts';
import type { DecidedOperation, FieldDecision, ReadOperation, Scope, Unvouched } from './stage-types.ts';

export interface DecideDependencies {
  readonly schema: GraphQLSchema;
}

/**
 * One look-up per use that the operation makes. Happens on every request; nothing cached stands before it.
 * @throws SluiceError OPERATION_TOO_COSTLY for too many guesses at once
 */
export function decide(read: ReadOperation, scope: Scope, { schema }: DecideDependencies): DecidedOperation {
  const { table, rows } = scope;
  assertFewLookUps(schema, read, table);
  const uses = usesOfOperation({ schema, document: read.document, variables: read.variables });
  const decisions = uses.map((use) => ({
    ...use,
    decision: fulfillable(table.decide(use.coordinate, use.use), rows),
  }));
  const decided: Unvouched<DecidedOperation> = { kind: 'decided', read, scope, table, decisions };
  return decided as DecidedOperation;
}

/** An obligation that the gateway does not understand, or that this exchange can not fulfil, refuses the field. */
function fulfillable(decision: Decision, parameters: RowParameters): Decision {
  if (decision.effect === 'deny') return decision;
  const isMasked = decision.mask === null || MASKS.has(decision.mask);
  const isFiltered = decision.rows.every((condition) => bindRow(condition, parameters).kind !== 'nothing');
  return isMasked && isFiltered ? decision : { effect: 'deny', rules: decision.rules, lacks: null };
}

/** Where a field is asked: its response path and the field on its concrete type. */
export type Place = string;

export function placeOf(path: readonly string[], selected: FieldCoordinate): Place {
  return `${path.join('.')} ${selected}`;
}

/** The decisions by the place that stands or falls with them: one denied use refuses the field that makes it. */
export function deniedPlaces(
  decisions: readonly FieldDecision[],
): ReadonlyMap<Place, readonly FieldDecision[]> {
  const denied = new Map<Place, FieldDecision[]>();
  for (const decision of decisions) {
    if (decision.decision.effect === 'permit') continue;
    const place = placeOf(decision.path, decision.selected);
    const known = denied.get(place);
    if (known) known.push(decision);
    else denied.set(place, [decision]);
  }
  return denied;
}
