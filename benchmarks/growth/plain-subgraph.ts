import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createPostgresConnector } from '../../connectors/postgres/postgres-connector.ts';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { endWhenTold } from '../../processes/end-when-told.ts';
import { readPassword } from '../../secrets/read-secret-file.ts';
import { createSubgraphSchema } from '../../subgraphs/kit/create-subgraph-schema.ts';
import { DatasetStates } from '../../subgraphs/kit/dataset-states.ts';
import { GrantedColumns } from '../../subgraphs/kit/granted-columns.ts';
import { RecordReader } from '../../subgraphs/kit/record-reader.ts';
import type { SubgraphDefinition } from '../../subgraphs/kit/source-mapping.ts';
import { readSubgraphConfiguration } from '../../subgraphs/kit/subgraph-configuration.ts';
import type { SubgraphContext } from '../../subgraphs/kit/subgraph-context.ts';
import { allUses } from './all-uses.ts';

/**
 * An agency's subgraph without Sluice: its schema, its mapping with the same batching, and its database behind
 * @apollo/server, which answers whoever asks. No grant is verified, nothing is masked, tagged or recorded.
 *
 *     plain-subgraph.ts AGENCY --config FILE
 *
 * The file is the configuration of the agency's own subgraph; the port is any that is free.
 */

const SUBGRAPHS = new URL('../../subgraphs/', import.meta.url);
const DEADLINE_MS = 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { config: { type: 'string' } },
});
const [name = ''] = positionals;
const folder = new URL(`${name}/`, SUBGRAPHS);
const { subgraph } = (await import(new URL('subgraph.ts', folder).href)) as {
  readonly subgraph: SubgraphDefinition;
};
const { source } = readSubgraphConfiguration(values.config ?? '');
const schema = createSubgraphSchema(subgraph, readFileSync(new URL('schema.graphql', folder), 'utf8'));
const connector = createPostgresConnector({ ...source, password: readPassword(source.passwordFile) });
const server = new ApolloServer<SubgraphContext>({ schema, stopOnTerminationSignals: false });
const shared = {
  grant: allUses(schema),
  exchangeId: 'none',
  masking: { today: dayInChina(new Date()), standIns: null },
  connector,
  datasets: new DatasetStates(connector),
  aggregates: null,
};
const columns = new GrantedColumns();

function contextOfOne(): Promise<SubgraphContext> {
  const context = {
    ...shared,
    signal: new AbortController().signal,
    deadlineAt: Date.now() + DEADLINE_MS,
    dataSubjects: new Set<string>(),
  };
  return Promise.resolve({ ...context, records: new RecordReader(subgraph.mapping, columns, context) });
}

const { url } = await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: 0 },
  context: contextOfOne,
});
endWhenTold(name, async () => {
  await server.stop();
  await connector.close();
});
process.stdout.write(`${JSON.stringify({ listening: Number(new URL(url).port) })}\n`);
