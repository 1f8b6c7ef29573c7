import type { Planner } from './planner.ts';

/**
 * Loads a planner for a supergraph. Left open, it is the native one, and Apollo's where this machine has no native
 * binary; `Planner.name` says which it is. Each is loaded only when chosen: Apollo's takes half a second.
 * @throws Error where the chosen one can not be loaded, or the text is no supergraph
 */
export async function loadPlanner(
  supergraphSdl: string,
  chosen: Planner['name'] | null = null,
): Promise<Planner> {
  if (chosen === 'apollo') return loadApollo(supergraphSdl);
  const native = await import('./native-planner.ts').catch((error: unknown) => {
    if (chosen === 'native') throw error;
    return null;
  });
  return native ? native.createNativePlanner(supergraphSdl) : loadApollo(supergraphSdl);
}

async function loadApollo(supergraphSdl: string): Promise<Planner> {
  const { createApolloPlanner } = await import('./apollo-planner.ts');
  return createApolloPlanner(supergraphSdl);
}
