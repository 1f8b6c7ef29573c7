import { usesOfOperation } from '../../policies/operation-uses.ts';
import type { FieldCoordinate, Permit, Use } from '../../policies/vocabulary.ts';
import type { GraphQLSchema } from 'graphql';
import type { AllowedOperation } from '../stages/stage-types.ts';

/** A reading that policy declares: `input` may be read, though not shown, so that `output` can be computed. */
export interface Derivation {
  readonly input: FieldCoordinate;
  readonly output: FieldCoordinate;
}

/** Under which use a grant lists what a plan does with a field, and the permit for it; null for a derivation. */
export interface Cover {
  readonly use: Use;
  readonly permit: Permit | null;
}

/** Says what covers a use that a plan makes of a field; null where nothing does. */
export type Coverage = (coordinate: FieldCoordinate, use: Use) => Cover | null;

/**
 * What covers an operation's plan: the subject's permits for what the caller asked, as it asked it; and for what only
 * the plan reads a permit for `join-key`, or one to see the bare value, or a derivation.
 */
export function coverageOf(
  schema: GraphQLSchema,
  allowed: AllowedOperation,
  derivations: readonly Derivation[],
): Coverage {
  const { table } = allowed.decided;
  const asked = askedUses(schema, allowed);
  const derived = derivedFields(asked, allowed, derivations);
  const permitOf = (coordinate: FieldCoordinate, use: Use): Permit | null => {
    const decision = table.decide(coordinate, use);
    return decision.effect === 'permit' ? decision : null;
  };
  return (coordinate, use) => {
    const isForPlan = (use === 'project' || use === 'join-key') && !asked.has(`${coordinate}:${use}`);
    if (!isForPlan) {
      const permit = permitOf(coordinate, use);
      return permit && { use, permit };
    }
    const shown = permitOf(coordinate, 'project');
    const permit = permitOf(coordinate, 'join-key') ?? (shown?.mask === null ? shown : null);
    return permit || derived.has(coordinate) ? { use: 'join-key', permit } : null;
  };
}

/** What the caller asked, as `Type.field:use`; what the gateway reads for itself is no asking. */
function askedUses(schema: GraphQLSchema, allowed: AllowedOperation): ReadonlySet<string> {
  const { document, variables, internalReads } = allowed;
  if (!document) return new Set();
  const internal = new Set(internalReads.map(({ responseKey }) => responseKey));
  const uses = usesOfOperation({ schema, document, variables });
  return new Set(
    uses
      .filter(({ path, use }) => use !== 'project' || !internal.has(path.at(-1) ?? ''))
      .map(({ coordinate, use }) => `${coordinate}:${use}`),
  );
}

function derivedFields(
  asked: ReadonlySet<string>,
  { internalReads }: AllowedOperation,
  derivations: readonly Derivation[],
): ReadonlySet<FieldCoordinate> {
  const applying = derivations.filter(({ output }) => asked.has(`${output}:project`));
  return new Set([
    ...applying.map(({ input }) => input),
    ...internalReads.map(({ coordinate }) => coordinate),
  ]);
}
