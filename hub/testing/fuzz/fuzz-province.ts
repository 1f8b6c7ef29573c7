import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { readSupergraph, type Supergraph } from '../../../gateway/supergraph/supergraph.ts';
import type { SubgraphDefinition } from '../../../subgraphs/kit/source-mapping.ts';
import { makeProvince } from '../../../province/make-province.ts';
import { UndoStack } from '../../launch/undo-stack.ts';
import { LEDGER_WRITER_ROLE } from '../../postgres/databases.ts';
import { withClient } from '../../postgres/with-client.ts';
import { agencySubgraphs } from '../agency-subgraphs.ts';
import { sampleValues } from '../sample-values.ts';
import { createTestDatabase, createTestRole, type TestDatabase, type TestServer } from '../test-database.ts';
import type { PolicyDomain } from './random-policy.ts';
import { requirementsOf } from './requirements.ts';
import { makeWorldKeys, type WorldKeys } from './served-agencies.ts';

/** A small province, made once: all agencies' tables in one database, to be copied for each world. */
export interface FuzzProvince {
  readonly server: TestServer;
  readonly keys: WorldKeys;
  readonly agencies: readonly SubgraphDefinition[];
  readonly supergraph: Supergraph;
  readonly domain: PolicyDomain;
  /** Values worth asking for: see `sampleValues`. */
  readonly values: Readonly<Record<string, readonly unknown[]>>;
  /** As it was made; nobody changes it. */
  readonly pristine: TestDatabase;
  /** A copy of its own for whoever wants to change it. */
  copy(): Promise<TestDatabase>;
  close(): Promise<void>;
}

const SUPERGRAPH = join(import.meta.dirname, '../../../gateway/supergraph/generated/supergraph.graphql');
const SEED = 2399;
const PEOPLE = 400;

export async function openFuzzProvince(
  server: TestServer,
  keyDirectory: string,
  residents: number,
): Promise<FuzzProvince> {
  const undo = new UndoStack();
  const supergraph = readSupergraph(readFileSync(SUPERGRAPH, 'utf8'));
  const agencies = await agencySubgraphs();
  await createTestRole(server, LEDGER_WRITER_ROLE);
  // Nobody may be connected to what is copied, so what is read is a copy as well.
  const template = await createTestDatabase(server);
  undo.push(() => template.drop());
  await makeProvince({
    residents,
    seed: SEED,
    server: { ...template, databaseName: () => template.database },
  });
  const pristine = await createTestDatabase(server, template.database);
  undo.push(() => pristine.drop());
  const connect = async () => {
    const client = new pg.Client(pristine);
    await client.connect();
    return client;
  };
  const { regions, people, organisations } = await withClient(pristine, (client) => named(client, agencies));
  return {
    server,
    keys: makeWorldKeys(keyDirectory),
    agencies,
    supergraph,
    domain: {
      agencies: agencies.map(({ name }) => name),
      catalogue: supergraph.catalogue,
      keyFields: supergraph.keyFields,
      requirements: requirementsOf(supergraph.sdl),
      regions,
      people,
      organisations,
    },
    values: await sampleValues(supergraph.schema, agencies, connect),
    pristine,
    copy: () => createTestDatabase(server, template.database),
    close: () => undo.run(),
  };
}

/** Whom, where and which bodies subjects and cases can be about. */
async function named(client: pg.Client, agencies: readonly SubgraphDefinition[]) {
  const column = async (sql: string, parameters: readonly unknown[] = []): Promise<readonly string[]> => {
    const { rows } = await client.query<{ name: string }>(sql, [...parameters]);
    return rows.map(({ name }) => name);
  };
  const bodies = agencies
    .flatMap(({ mapping }) => Object.values(mapping.types))
    .flatMap((type) =>
      type.kind === 'rows' && type.organisationColumn !== undefined
        ? [{ relation: type.relation, column: type.organisationColumn }]
        : [],
    );
  const organisations: string[] = [];
  for (const each of bodies) {
    const [relation, name] = [client.escapeIdentifier(each.relation), client.escapeIdentifier(each.column)];
    organisations.push(
      ...(await column(
        `SELECT DISTINCT ${name} AS name FROM ${relation} WHERE ${name} IS NOT NULL ORDER BY 1 LIMIT 5`,
      )),
    );
  }
  return {
    // A county, and the city around it.
    regions: await column(
      `SELECT DISTINCT code AS name FROM resident, LATERAL (VALUES (left(division, 6)), (left(division, 4) || '00')) AS of (code)
       ORDER BY 1`,
    ),
    people: await column(
      `SELECT person_key AS name FROM resident WHERE person_key IS NOT NULL
       GROUP BY person_key ORDER BY md5(person_key) LIMIT $1`,
      [PEOPLE],
    ),
    organisations,
  };
}
