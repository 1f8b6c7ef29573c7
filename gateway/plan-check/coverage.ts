import { usesOfOperation } from '../../policies/operation-uses.ts';
import type { FieldCoordinate, Permit, Use } from '../../policies/vocabulary.ts';
import type { GraphQLSchema } from 'graphql';
import type { AllowedOperation } from '../stages/stage-types.ts';

/** Under which use a grant lists what a plan does with a field, and the permit for it; null for a derivation. */
export interface Cover {
  readonly use: Use;
  readonly permit: Permit | null;
  /** Of the permit, or of the derivations. */
  readonly legalBasis: readonly string[];
}

/** Says what covers a use that a plan makes of a field; null where nothing does. */
export type Coverage = (coordinate: FieldCoordinate, use: Use) => Cover | null;

/**
 * What covers an operation's plan: the subject's permits for what the caller asked, as it asked it; and for what only
 * the plan reads a permit for `join-key`, or one to see the bare value, or a derivation.
 */
export function coverageOf(schema: GraphQLSchema, allowed: AllowedOperation): Coverage {
  const { table } = allowed.decided;
  const asked = askedUses(schema, allowed);
  const derived = derivedFields(asked, allowed);
  const permitOf = (coordinate: FieldCoordinate, use: Use): Permit | null => {
    const decision = table.decide(coordinate, use);
    return decision.effect === 'permit' ? decision : null;
  };
  return (coordinate, use) => {
    const isForPlan = (use === 'project' || use === 'join-key') && !asked.has(`${coordinate}:${use}`);
    if (!isForPlan) {
      const permit = permitOf(coordinate, use);
      return permit && { use, permit, legalBasis: permit.legalBasis };
    }
    const shown = permitOf(coordinate, 'project');
    const permit = permitOf(coordinate, 'join-key') ?? (shown?.mask === null ? shown : null);
    const bases = derived.get(coordinate);
    if (!permit && !bases) return null;
    return { use: 'join-key', permit, legalBasis: [...(permit?.legalBasis ?? []), ...(bases ?? [])] };
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

/** What may be read for what was asked, though nobody sees it, with the legal basis of each reading. */
function derivedFields(
  asked: ReadonlySet<string>,
  { decided, internalReads }: AllowedOperation,
): ReadonlyMap<FieldCoordinate, readonly string[]> {
  const derived = new Map<FieldCoordinate, readonly string[]>(
    internalReads.map(({ coordinate }) => [coordinate, []]),
  );
  for (const { input, output, legalBasis } of decided.table.derivations)
    if (asked.has(`${output}:project`)) derived.set(input, [...(derived.get(input) ?? []), ...legalBasis]);
  return derived;
}
