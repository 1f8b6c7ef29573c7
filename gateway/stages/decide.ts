import type { GraphQLSchema } from 'graphql';
import { MASKS } from '../../policies/obligations/mask-kinds.ts';
import { usesOfOperation } from '../../policies/operation-uses.ts';
import type {
  Decision,
  DecisionTable,
  FieldCoordinate,
  PurposeId,
  Subject,
} from '../../policies/vocabulary.ts';
import { assertFewLookUps } from '../operation/assert-few-look-ups.ts';
import type { DecidedOperation, FieldDecision, ReadOperation, Unvouched } from './stage-types.ts';

export interface DecideDependencies {
  readonly schema: GraphQLSchema;
  readonly tableFor: (subject: Subject, purpose: PurposeId) => DecisionTable;
}

/**
 * One look-up per use that the operation makes. Happens on every request; nothing cached stands before it.
 * @throws SluiceError OPERATION_TOO_COSTLY for too many guesses at once
 */
export function decide(
  read: ReadOperation,
  subject: Subject,
  { schema, tableFor }: DecideDependencies,
): DecidedOperation {
  const table = tableFor(subject, read.purpose);
  assertFewLookUps(schema, read, table);
  const uses = usesOfOperation({ schema, document: read.document, variables: read.variables });
  const decisions = uses.map((use) => ({
    ...use,
    decision: understood(table.decide(use.coordinate, use.use)),
  }));
  const decided: Unvouched<DecidedOperation> = { kind: 'decided', read, table, decisions };
  return decided as DecidedOperation;
}

/** An obligation that the gateway does not understand refuses the field. */
function understood(decision: Decision): Decision {
  const isUnknown = decision.effect === 'permit' && decision.mask !== null && !MASKS.has(decision.mask);
  return isUnknown ? { effect: 'deny', rules: decision.rules } : decision;
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
