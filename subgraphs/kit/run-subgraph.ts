import type { Connector } from '../../connectors/contract.ts';
import { createPostgresConnector } from '../../connectors/postgres/postgres-connector.ts';
import { endWhenTold } from '../../processes/end-when-told.ts';
import { readPassword } from '../../secrets/read-secret-file.ts';
import { startCapture } from './changes/start-capture.ts';
import { createSubgraphSchema } from './create-subgraph-schema.ts';
import { serveSubgraph } from './serve-subgraph.ts';
import type { SubgraphDefinition } from './source-mapping.ts';
import { AggregateLedger } from './statistics/aggregate-ledger.ts';
import { InvalidConfiguration } from './strict-configuration.ts';
import { readSubgraphKeys, type SubgraphConfiguration } from './subgraph-configuration.ts';
import { verifyMappingAgainstSource } from './verify-mapping-against-source.ts';

/**
 * Serves until the process is told to end; says on standard output where it listens.
 * @throws InvalidConfiguration where its port is taken
 */
export async function runSubgraph(
  definition: SubgraphDefinition,
  schemaText: string,
  configuration: SubgraphConfiguration,
): Promise<void> {
  const keys = readSubgraphKeys(configuration);
  const connector = connectorOf(configuration);
  const aggregates = await aggregateLedgerOf(definition, configuration);
  const work = (await definition.start?.(configuration.settings)) ?? null;
  const running = await serveSubgraph({
    name: definition.name,
    schema: createSubgraphSchema(definition, schemaText, work),
    mapping: definition.mapping,
    connector,
    aggregates,
    keys,
    host: configuration.host,
    port: configuration.port,
  }).catch((error: unknown) => {
    throw isPortTaken(error) ? new InvalidConfiguration(`port ${configuration.port} is taken`) : error;
  });
  const capture = await startCapture(definition, configuration, connector);
  endWhenTold(definition.name, async () => {
    await running.close();
    await capture?.stop();
    await work?.stop();
    await aggregates?.close();
    await connector.close();
  });
  process.stdout.write(`${JSON.stringify({ listening: running.port })}\n`);
}

/** Says on standard output what of the mapping does not fit the source, or that all does; true where it does. */
export async function checkSubgraph(
  { mapping }: SubgraphDefinition,
  configuration: SubgraphConfiguration,
): Promise<boolean> {
  const connector = connectorOf(configuration);
  const problems = await verifyMappingAgainstSource(mapping, connector);
  await connector.close();
  const lines = problems.length > 0 ? problems : ['the mapping fits the source'];
  for (const line of lines) process.stdout.write(`${line}\n`);
  return problems.length === 0;
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** @throws InvalidConfiguration where statistics are served and nothing would be kept of them */
async function aggregateLedgerOf(
  { name, mapping }: SubgraphDefinition,
  { stateDirectory, statisticsWindowHours = 24 }: SubgraphConfiguration,
): Promise<AggregateLedger | null> {
  if (!Object.values(mapping.queries).some(({ kind }) => kind === 'statistics')) return null;
  if (stateDirectory === undefined)
    throw new InvalidConfiguration(`${name} serves statistics and needs a \`stateDirectory\``);
  return AggregateLedger.open({ directory: stateDirectory, windowHours: statisticsWindowHours });
}

function connectorOf({ source }: SubgraphConfiguration): Connector {
  return createPostgresConnector({ ...source, password: readPassword(source.passwordFile) });
}
