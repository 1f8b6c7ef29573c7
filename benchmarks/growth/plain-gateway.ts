import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { endWhenTold } from '../../processes/end-when-told.ts';

/**
 * @apollo/gateway over the hub's own supergraph, as it comes: no policy, no grants, no ledger.
 *
 *     plain-gateway.ts civil-affairs=http://127.0.0.1:1234 …
 */

const SUPERGRAPH = new URL('../../gateway/supergraph/generated/supergraph.graphql', import.meta.url);

// Read when the package is loaded, so set before.
process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
const { ApolloGateway, RemoteGraphQLDataSource } = await import('@apollo/gateway');

const urls = new Map(
  process.argv.slice(2).map((argument) => {
    const at = argument.indexOf('=');
    return [argument.slice(0, at), argument.slice(at + 1)] as const;
  }),
);
const server = new ApolloServer({
  gateway: new ApolloGateway({
    supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
    buildService: ({ name, url }) => new RemoteGraphQLDataSource({ url: urls.get(name) ?? url ?? '' }),
  }),
  stopOnTerminationSignals: false,
});
const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
endWhenTold('plain-gateway', () => server.stop());
process.stdout.write(`${JSON.stringify({ listening: Number(new URL(url).port) })}\n`);
