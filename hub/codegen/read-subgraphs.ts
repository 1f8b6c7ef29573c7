import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SubgraphSource } from './compose-supergraph.ts';

/** Every subgraph of the house: a folder of `subgraphs/` with a `schema.graphql`, read after the kit's prelude. */
export function readSubgraphs(root: string): readonly SubgraphSource[] {
  const folder = join(root, 'subgraphs');
  const prelude = readFileSync(join(folder, 'kit/prelude.graphql'), 'utf8');
  return readdirSync(folder)
    .toSorted()
    .filter((name) => existsSync(join(folder, name, 'schema.graphql')))
    .map((name) => ({
      name,
      sdl: `${prelude}\n${readFileSync(join(folder, name, 'schema.graphql'), 'utf8')}`,
    }));
}
