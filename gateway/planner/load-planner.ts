import { SluiceError } from '../../errors/sluice-error.ts';
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
  if (choice === 'apollo') return (await loadApollo(supergraphSdl))();
  const native = await import('./native-planner.ts').catch((error: unknown) => {
    if (choice === 'native') throw error;
    return null;
  });
  if (!native) return (await loadApollo(supergraphSdl))();
  const planner = native.createNativePlanner(supergraphSdl);
  return choice === 'native' ? planner : withFallback(planner, await loadApollo(supergraphSdl));
}

/** The module is loaded at start; the planner, which takes longer, is made when it is first needed. */
async function loadApollo(supergraphSdl: string): Promise<() => Planner> {
  const { createApolloPlanner } = await import('./apollo-planner.ts');
  let made: Planner | null = null;
  return () => (made ??= createApolloPlanner(supergraphSdl));
}

function withFallback(first: Planner, second: () => Planner): Planner {
  return {
    name: first.name,
    plan(document) {
      try {
        return first.plan(document);
      } catch (cause) {
        if (!(cause instanceof SluiceError) || cause.code !== 'PLAN_FAILED') throw cause;
        return second().plan(document);
      }
    },
  };
}
