import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SUBGRAPHS = join(import.meta.dirname, '../../subgraphs');

/** The subgraphs that can be served: the folders of `subgraphs/` with a `subgraph.ts`, by name. */
export function listSubgraphs(): readonly string[] {
  return readdirSync(SUBGRAPHS)
    .filter((name) => existsSync(join(SUBGRAPHS, name, 'subgraph.ts')))
    .sort();
}
