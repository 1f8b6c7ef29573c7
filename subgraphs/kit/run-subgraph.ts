import { fstatSync } from 'node:fs';
import type { Connector } from '../../connectors/contract.ts';
import { createPostgresConnector } from '../../connectors/postgres/postgres-connector.ts';
import { createSubgraphSchema } from './create-subgraph-schema.ts';
import { serveSubgraph } from './serve-subgraph.ts';
import type { SubgraphDefinition } from './source-mapping.ts';
import { readSecret, readSubgraphKeys, type SubgraphConfiguration } from './subgraph-configuration.ts';
import { verifyMappingAgainstSource } from './verify-mapping-against-source.ts';

/** Whoever has not been answered by then is not. */
const ENDING_MS = 5_000;

/** Serves until the process is told to end; says on standard output where it listens. */
export async function runSubgraph(
  definition: SubgraphDefinition,
  schemaText: string,
  configuration: SubgraphConfiguration,
): Promise<void> {
  const keys = readSubgraphKeys(configuration);
  const connector = connectorOf(configuration);
  const work = (await definition.start?.(configuration.settings)) ?? null;
  const running = await serveSubgraph({
    name: definition.name,
    schema: createSubgraphSchema(definition, schemaText, work),
    mapping: definition.mapping,
    connector,
    keys,
    host: configuration.host,
    port: configuration.port,
  });
  endWhenTold(async () => {
    await running.close();
    await work?.stop();
    await connector.close();
  });
  process.stdout.write(`${JSON.stringify({ listening: running.port })}\n`);
}

/** Says on standard output what of the mapping does not fit the source; true where all does. */
export async function checkSubgraph(
  { mapping }: SubgraphDefinition,
  configuration: SubgraphConfiguration,
): Promise<boolean> {
  const connector = connectorOf(configuration);
  const problems = await verifyMappingAgainstSource(mapping, connector);
  await connector.close();
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  return problems.length === 0;
}

function connectorOf({ source }: SubgraphConfiguration): Connector {
  return createPostgresConnector({ ...source, password: readSecret(source.passwordFile) });
}

function endWhenTold(end: () => Promise<void>): void {
  let isEnding = false;
  const onEnd = (): void => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), ENDING_MS).unref();
    void end().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', onEnd);
  process.once('SIGINT', onEnd);
  if (isPipe()) process.stdin.once('end', onEnd).once('error', onEnd).resume();
}

/** A launcher holds the other end; a terminal or /dev/null says nothing about who started us. */
function isPipe(): boolean {
  try {
    const stat = fstatSync(0);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}
