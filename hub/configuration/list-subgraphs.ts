import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SUBGRAPHS = join(import.meta.dirname, '../../subgraphs');
/** The one subgraph that owns conclusions rather than an agency's data: it keeps them in the hub database. */
export const AUDIT_SUBGRAPH = 'audit';

/** The subgraphs that can be served: the folders of `subgraphs/` with a `subgraph.ts`, by name. */
export function listSubgraphs(): readonly string[] {
  return readdirSync(SUBGRAPHS)
    .filter((name) => existsSync(join(SUBGRAPHS, name, 'subgraph.ts')))
    .sort();
}

/** The subgraphs that show an agency's own data. */
export function listAgencies(): readonly string[] {
  return listSubgraphs().filter((name) => name !== AUDIT_SUBGRAPH);
}
