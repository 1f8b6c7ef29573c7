import type { GraphQLSchema } from 'graphql';
import { bindRow } from '../../policies/bind-rows.ts';
import { MASKS } from '../../policies/obligations/mask-kinds.ts';
import { usesOfOperation } from '../../policies/operation-uses.ts';
import {
  type Decision,
  type FieldCoordinate,
  ROW_CONDITIONS,
  type RowCondition,
} from '../../policies/vocabulary.ts';
import { ArgumentShapes } from '../operation/argument-shapes.ts';
import { assertFewLookUps } from '../operation/assert-few-look-ups.ts';
import { KnownDecisions } from './known-decisions.ts';
import type { DecidedOperation, FieldDecision, ReadOperation, Scope, Unvouched } from './stage-types.ts';

export interface DecideDependencies {
  readonly schema: GraphQLSchema;
  readonly shapes: ArgumentShapes;
  readonly known: KnownDecisions;
}

/** What the stage keeps from one request to the next. */
export function createDecideDependencies(schema: GraphQLSchema): DecideDependencies {
  return { schema, shapes: new ArgumentShapes(schema), known: new KnownDecisions() };
}

/**
 * One look-up per use that the operation makes; of an operation that was decided before, one in all. What depends on
 * values is looked at anew.
 * @throws SluiceError OPERATION_TOO_COSTLY for too many guesses at once
 */
export function decide(
  read: ReadOperation,
  scope: Scope,
  { schema, shapes, known }: DecideDependencies,
): DecidedOperation {
  const { table, rows } = scope;
  const { operationHash, variables } = read;
  assertFewLookUps(schema, { given: shapes.given(read), variables }, table);
  const unmet = ROW_CONDITIONS.filter((condition) => bindRow(condition, rows).kind === 'nothing');
  const decisions = known.get({ operationHash, shape: shapes.shapeOf(read), table, unmet }, () =>
    usesOfOperation({ schema, document: read.document, variables }).map((use) => ({
      ...use,
      decision: fulfillable(table.decide(use.coordinate, use.use), unmet),
    })),
  );
  const decided: Unvouched<DecidedOperation> = { kind: 'decided', read, scope, decisions };
  return decided as DecidedOperation;
}

/** An obligation that the gateway does not understand, or that this exchange can not fulfil, refuses the field. */
function fulfillable(decision: Decision, unmet: readonly RowCondition[]): Decision {
  if (decision.effect === 'deny') return decision;
  const { rules } = decision;
  if (decision.mask !== null && !MASKS.has(decision.mask)) return { effect: 'deny', rules, lacks: null };
  const missing = decision.rows.filter((condition) => unmet.includes(condition));
  if (missing.length === 0) return decision;
  const lacks = missing.every((condition) => condition === 'consent') ? 'consent' : null;
  return { effect: 'deny', rules, lacks };
}

/** Where a field is asked: its response path and the field on its concrete type. */
export type Place = string;

export function placeOf(path: readonly string[], selected: FieldCoordinate): Place {
  return `${path.join('.')} ${selected}`;
}

type DeniedPlaces = ReadonlyMap<Place, readonly FieldDecision[]>;
const deniedOf = new WeakMap<readonly FieldDecision[], DeniedPlaces>();

/**
 * The decisions by the place that stands or falls with them: one denied use refuses the field that makes it. Found once
 * for each list of decisions.
 */
export function deniedPlaces(decisions: readonly FieldDecision[]): DeniedPlaces {
  const known = deniedOf.get(decisions);
  if (known) return known;
  const denied = Map.groupBy(
    decisions.filter(({ decision }) => decision.effect === 'deny'),
    ({ path, selected }) => placeOf(path, selected),
  );
  deniedOf.set(decisions, denied);
  return denied;
}
