import { generateKeyPairSync, type KeyObject, randomBytes, createSecretKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connector } from '../../../connectors/contract.ts';
import { createPostgresConnector } from '../../../connectors/postgres/postgres-connector.ts';
import { createSubgraphSchema } from '../../../subgraphs/kit/create-subgraph-schema.ts';
import { serveSubgraph } from '../../../subgraphs/kit/serve-subgraph.ts';
import type { SubgraphDefinition } from '../../../subgraphs/kit/source-mapping.ts';
import type { TestDatabase } from '../test-database.ts';

/** The secrets of both worlds: the same, so that only data can make their answers differ. */
export interface WorldKeys {
  readonly grantPublicKey: KeyObject;
  readonly fetchKey: KeyObject;
  readonly dataSubjectTagKey: KeyObject;
  /** Files, for the parts of the gateway that read their keys themselves. */
  readonly grantSigningKeyFile: string;
  readonly fetchKeyFile: string;
  readonly ledgerSigningKey: KeyObject;
  readonly cursorKey: Uint8Array;
  readonly pseudonymKey: Uint8Array;
}

export function makeWorldKeys(directory: string): WorldKeys {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const grants = generateKeyPairSync('ed25519');
  const fetchKey = randomBytes(32);
  const keep = (name: string, text: string): string => {
    const file = join(directory, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  return {
    grantPublicKey: grants.publicKey,
    fetchKey: createSecretKey(fetchKey),
    dataSubjectTagKey: createSecretKey(randomBytes(32)),
    grantSigningKeyFile: keep(
      'grant-signing.pem',
      grants.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ),
    fetchKeyFile: keep('fetch.key', fetchKey.toString('base64url')),
    ledgerSigningKey: generateKeyPairSync('ed25519').privateKey,
    cursorKey: randomBytes(32),
    pseudonymKey: randomBytes(32),
  };
}

/** All agencies' subgraphs in this process, over whichever database is theirs at the moment. */
export interface ServedAgencies {
  /** Subgraph → GraphQL endpoint. */
  readonly urls: Readonly<Record<string, string>>;
  /** Reads from another database from now on. */
  readFrom(database: TestDatabase): Promise<void>;
  close(): Promise<void>;
}

const SUBGRAPHS = join(import.meta.dirname, '../../../subgraphs');
/** A loaded machine is slow, and an answer that came too late in one world only would look like a leak. */
const PATIENCE_MS = 60_000;
const CONNECTIONS = 8;
const MAX_ROWS = 20_000;

/** The schema of an agency as it stands in its folder. */
export const schemaTextOf = (agency: string): string =>
  readFileSync(join(SUBGRAPHS, agency, 'schema.graphql'), 'utf8');

export async function serveAgencies(
  agencies: readonly SubgraphDefinition[],
  keys: WorldKeys,
  schemaText: (agency: string) => string = schemaTextOf,
): Promise<ServedAgencies> {
  const source = new CurrentSource();
  const running = await Promise.all(
    agencies.map(async (definition) => {
      const served = await serveSubgraph({
        name: definition.name,
        schema: createSubgraphSchema(definition, schemaText(definition.name)),
        mapping: definition.mapping,
        connector: source,
        // Statistics are refused: each leaves a trace by which the next is answered, and the worlds are asked alike only once.
        aggregates: null,
        keys,
        host: '127.0.0.1',
        port: 0,
        deadlineMs: PATIENCE_MS,
        // What fails shows in both answers; a command that finds leaks says nothing else.
        logError: () => undefined,
      });
      return { name: definition.name, ...served };
    }),
  );
  return {
    urls: Object.fromEntries(running.map(({ name, port }) => [name, `http://127.0.0.1:${port}/graphql`])),
    readFrom: (database) => source.turnTo(database),
    close: async () => {
      await Promise.all(running.map((each) => each.close()));
      await source.close();
    },
  };
}

/** A connector that can be turned to another database, so that nothing has to be served anew for each policy. */
class CurrentSource implements Connector {
  private current: Connector | null = null;

  async turnTo({ host, port, user, password, database }: TestDatabase): Promise<void> {
    await this.close();
    this.current = createPostgresConnector({
      ...{ host, port, user, password, database },
      poolSize: CONNECTIONS,
      maxRows: MAX_ROWS,
    });
  }

  select(...given: Parameters<Connector['select']>): ReturnType<Connector['select']> {
    return this.connector.select(...given);
  }

  stream(...given: Parameters<Connector['stream']>): ReturnType<Connector['stream']> {
    return this.connector.stream(...given);
  }

  readLines(...given: Parameters<Connector['readLines']>): ReturnType<Connector['readLines']> {
    return this.connector.readLines(...given);
  }

  health(): ReturnType<Connector['health']> {
    return this.connector.health();
  }

  aggregate(...given: Parameters<Connector['aggregate']>): ReturnType<Connector['aggregate']> {
    return this.connector.aggregate(...given);
  }

  overlay(...given: Parameters<Connector['overlay']>): ReturnType<Connector['overlay']> {
    return this.connector.overlay(...given);
  }

  async close(): Promise<void> {
    await this.current?.close();
    this.current = null;
  }

  private get connector(): Connector {
    if (this.current === null) throw new Error('no database was given to read from');
    return this.current;
  }
}
