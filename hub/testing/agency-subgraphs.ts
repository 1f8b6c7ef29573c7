import { join } from 'node:path';
import type { SubgraphDefinition } from '../../subgraphs/kit/source-mapping.ts';
import { listAgencies } from '../configuration/list-subgraphs.ts';

const SUBGRAPHS = join(import.meta.dirname, '../../subgraphs');

export type AgencySubgraphs = readonly SubgraphDefinition[];

/** The source mappings of all agencies; the audit subgraph, which owns conclusions, is not among them. */
export async function agencySubgraphs(): Promise<AgencySubgraphs> {
  const modules = await Promise.all(
    listAgencies().map(
      (name) => import(join(SUBGRAPHS, name, 'subgraph.ts')) as Promise<{ subgraph: SubgraphDefinition }>,
    ),
  );
  return modules.map(({ subgraph }) => subgraph);
}
