import { existsSync, fstatSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createPostgresConnector } from '../../connectors/postgres/postgres-connector.ts';
import { createSubgraphSchema } from './create-subgraph-schema.ts';
import { serveSubgraph } from './serve-subgraph.ts';
import type { SubgraphDefinition } from './source-mapping.ts';
import {
  CONFIGURATION_HELP,
  InvalidConfiguration,
  readSecret,
  readSubgraphConfiguration,
  readSubgraphKeys,
} from './subgraph-configuration.ts';
import { verifyMappingAgainstSource } from './verify-mapping-against-source.ts';

const HELP = `Serves one agency's subgraph to the gateway.

  npm run subgraph -- <name> --config FILE [--check]

  <name>         a folder of subgraphs/, such as vehicles
  --config FILE  where it listens, its source and its keys
  --check        compare the mapping with the source, say what does not fit, and end
  --help         this text

${CONFIGURATION_HELP}

When it serves, it prints one line {"listening": port}. It ends at SIGTERM and SIGINT, and when its standard input
is a pipe that closes: with whoever started it.
`;

const SUBGRAPHS = new URL('../', import.meta.url);
/** Whoever has not been answered by then is not. */
const ENDING_MS = 5_000;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { config: { type: 'string' }, check: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0 || values.config === undefined)
    throw new InvalidConfiguration('give one name and a configuration file; --help says more');
  const { definition, schemaText } = await load(name);
  const configuration = readSubgraphConfiguration(values.config);
  if (configuration.name !== name)
    throw new InvalidConfiguration(`the configuration is for \`${configuration.name}\``);
  const { source } = configuration;
  const connector = createPostgresConnector({ ...source, password: readSecret(source.passwordFile) });
  if (values.check) {
    const problems = await verifyMappingAgainstSource(definition.mapping, connector);
    await connector.close();
    for (const problem of problems) process.stdout.write(`${problem}\n`);
    process.exitCode = problems.length > 0 ? 1 : 0;
    return;
  }
  const work = (await definition.start?.(configuration.settings)) ?? null;
  const running = await serveSubgraph({
    name,
    schema: createSubgraphSchema(definition, schemaText, work),
    mapping: definition.mapping,
    connector,
    keys: readSubgraphKeys(configuration),
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

/** @throws InvalidConfiguration where no subgraph has the name */
async function load(
  name: string,
): Promise<{ readonly definition: SubgraphDefinition; readonly schemaText: string }> {
  const folder = new URL(`${name}/`, SUBGRAPHS);
  const module = new URL('subgraph.ts', folder);
  if (!/^[a-z][a-z-]*$/u.test(name) || !existsSync(module))
    throw new InvalidConfiguration(`there is no subgraph \`${name}\``);
  const { subgraph } = (await import(module.href)) as { readonly subgraph: SubgraphDefinition };
  return { definition: subgraph, schemaText: readFileSync(new URL('schema.graphql', folder), 'utf8') };
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main().catch((error: unknown) => {
    const told = error instanceof InvalidConfiguration || isUsageError(error);
    process.stderr.write(`${told ? (error as Error).message : String((error as Error).stack)}\n`);
    process.exitCode = 1;
  });

/** What `parseArgs` throws for an option that is none. */
function isUsageError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
