import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SUBGRAPHS = join(import.meta.dirname, '../../subgraphs');
/** Owns conclusions, in the hub database. */
export const AUDIT_SUBGRAPH = 'audit';
/** Owns what is read in images and reported of them, in a database of its own. */
export const IMAGING_SUBGRAPH = 'imaging';
/** Owns who looks for work, what work there is, and what came of both, in a database of its own. */
export const MATCHING_SUBGRAPH = 'matching';
/** Those that keep what they make themselves, each under one role that also writes, rather than show an agency's data. */
const MAKERS: readonly string[] = [AUDIT_SUBGRAPH, IMAGING_SUBGRAPH, MATCHING_SUBGRAPH];

/** The subgraphs that can be served: the folders of `subgraphs/` with a `subgraph.ts`, by name. */
export function listSubgraphs(): readonly string[] {
  return readdirSync(SUBGRAPHS)
    .filter((name) => existsSync(join(SUBGRAPHS, name, 'subgraph.ts')))
    .sort();
}

/** The subgraphs that show an agency's own data. */
export function listAgencies(): readonly string[] {
  return listSubgraphs().filter((name) => !MAKERS.includes(name));
}
