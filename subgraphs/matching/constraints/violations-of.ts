import { CONSTRAINTS } from './all-constraints.ts';
import { CONSTRAINT_NAMES, type Pair, type Violation } from './constraint.ts';
import type { MatchWorld } from './match-world.ts';

/** Everything that puts a pair out of the question, in the order of the constraints; empty where nothing does. */
export function violationsOf(pair: Pair, world: MatchWorld): readonly Violation[] {
  return CONSTRAINT_NAMES.map((name) => CONSTRAINTS[name].violationOf(pair, world)).filter(
    (violation) => violation !== null,
  );
}
