import { usesOfOperation } from '../../policies/operation-uses.ts';
import type { Derivation, FieldCoordinate, Permit, Use } from '../../policies/vocabulary.ts';
import type { GraphQLSchema } from 'graphql';
import type { AllowedOperation } from '../stages/stage-types.ts';

/** Under which use a grant lists what a plan does with a field, and the permit for it; null for a derivation. */
export interface Cover {
  readonly use: Use;
  readonly permit: Permit | null;
  /** Of the permit and of the derivations. */
  readonly legalBasis: readonly string[];
  /** What policy declares about the reading; none where the caller itself asked. */
  readonly derivations: readonly Derivation[];
}

/**
 * Says what covers a use that a plan makes of a field; null where nothing does.
 * @param needing the fields for which a subgraph is told it: a derivation covers its own output and no other
 */
export type Coverage = (
  coordinate: FieldCoordinate,
  use: Use,
  needing?: readonly FieldCoordinate[],
) => Cover | null;

/**
 * What covers an operation's plan: the subject's permits for what the caller asked, as it asked it; and for what only
 * the plan reads a permit for `join-key`, or one to see the bare value, or a derivation.
 */
export function coverageOf(schema: GraphQLSchema, allowed: AllowedOperation): Coverage {
  const { table } = allowed.decided.scope;
  const asked = askedUses(schema, allowed);
  const internal = new Set(allowed.internalReads.map(({ coordinate }) => coordinate));
  const derivations = table.derivations.filter(({ output }) => asked.has(`${output}:project`));
  const permitOf = (coordinate: FieldCoordinate, use: Use): Permit | null => {
    const decision = table.decide(coordinate, use);
    return decision.effect === 'permit' ? decision : null;
  };
  return (coordinate, use, needing) => {
    const isForPlan = (use === 'project' || use === 'join-key') && !asked.has(`${coordinate}:${use}`);
    if (!isForPlan) {
      const permit = permitOf(coordinate, use);
      return permit && { use, permit, legalBasis: permit.legalBasis, derivations: [] };
    }
    const shown = permitOf(coordinate, 'project');
    const permit = permitOf(coordinate, 'join-key') ?? (shown?.mask === null ? shown : null);
    const declared = derivations.filter(({ input }) => input === coordinate);
    const isDeclared = needing
      ? needing.length > 0 && needing.every((field) => declared.some(({ output }) => output === field))
      : declared.length > 0;
    if (!permit && !isDeclared && !internal.has(coordinate)) return null;
    const grounds = permit ? [permit, ...declared] : declared;
    const legalBasis = grounds.flatMap((ground) => ground.legalBasis);
    return { use: 'join-key', permit, legalBasis, derivations: declared };
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
