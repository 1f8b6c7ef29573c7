import { SluiceError } from '../../errors/sluice-error.ts';
import { createApolloPlanner } from './apollo-planner.ts';
import { withMutationOrder } from './mutation-order.ts';
import type { Planner } from './planner.ts';
import { assertRequiresAgree } from './requires-arguments.ts';

/** `native`: Hive's alone; `apollo`: Apollo's alone; `either`: the native one, and Apollo's where that can not. */
export type PlannerChoice = 'native' | 'apollo' | 'either';

/**
 * Loads a planner for a supergraph.
 *
 * WHY `either`: the native planner (0.0.38) gives up, loudly, where a `@requires` stands below a field that leads from
 * a subgraph back to itself; and some machines have no native binary. Both planners' plans pass the same check.
 * @throws Error where none can be loaded, the text is no supergraph, or planners are known to plan it wrongly
 */
export async function loadPlanner(supergraphSdl: string, choice: PlannerChoice): Promise<Planner> {
  assertRequiresAgree(supergraphSdl);
  return withMutationOrder(await chosenPlanner(supergraphSdl, choice));
}

async function chosenPlanner(supergraphSdl: string, choice: PlannerChoice): Promise<Planner> {
  if (choice === 'apollo') return createApolloPlanner(supergraphSdl);
  const native = await import('./native-planner.ts').catch((error: unknown) => {
    if (choice === 'native') throw error;
    return null;
  });
  if (!native) return createApolloPlanner(supergraphSdl);
  const planner = native.createNativePlanner(supergraphSdl);
  return choice === 'native' ? planner : withFallback(planner, () => createApolloPlanner(supergraphSdl));
}

/** @param makeSecond called when the first gives up for the first time: most gateways never come to that */
function withFallback(first: Planner, makeSecond: () => Planner): Planner {
  let second: Planner | null = null;
  return {
    name: first.name,
    plan(document) {
      try {
        return first.plan(document);
      } catch (cause) {
        if (!(cause instanceof SluiceError) || cause.code !== 'PLAN_FAILED') throw cause;
        second ??= makeSecond();
        return second.plan(document);
      }
    },
  };
}
