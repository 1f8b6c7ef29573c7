import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { InvalidSecret } from '../../secrets/read-secret-file.ts';
import type { SubgraphDefinition } from './source-mapping.ts';
import { InvalidConfiguration } from './strict-configuration.ts';
import { CONFIGURATION_HELP, readSubgraphConfiguration } from './subgraph-configuration.ts';

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
  // Loaded last: what is wrong above is then told at once.
  const { checkSubgraph, runSubgraph } = await import('./run-subgraph.ts');
  if (values.check) process.exitCode = (await checkSubgraph(definition, configuration)) ? 0 : 1;
  else await runSubgraph(definition, schemaText, configuration);
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main().catch((error: unknown) => {
    const told =
      error instanceof InvalidConfiguration || error instanceof InvalidSecret || isUsageError(error);
    process.stderr.write(`${told ? (error as Error).message : String((error as Error).stack)}\n`);
    // Not the exit code alone: what was opened until then would keep a process alive that serves nothing.
    process.exit(1);
  });

/** What `parseArgs` throws for an option that is none. */
function isUsageError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
