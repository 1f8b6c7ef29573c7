import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { apiSchemaOf } from '../../../policies/api-schema.ts';
import { createFetcher, type Fetcher, type FetcherConfig } from '../../create-fetcher.ts';
import type { RawResult } from '../../stages/stage-types.ts';
import { admittedOf, allowedOperation, exchangeOf } from './allowed-operation.ts';
import { serveSmallSubgraphs, type ServedSubgraph, smallSupergraph } from './serve-subgraphs.ts';

/** The small graph behind the plan and fetch stages, over HTTP. */
export interface SmallHub {
  readonly schema: GraphQLSchema;
  readonly supergraphSdl: string;
  readonly subgraphs: Readonly<Record<string, ServedSubgraph>>;
  readonly fetchKeys: Readonly<Record<string, Buffer>>;
  readonly grantKey: KeyObject;
  /** A fetcher over the same subgraphs; closed with the hub. */
  fetcher(more?: Partial<FetcherConfig>): Promise<Fetcher>;
  close(): Promise<void>;
}

export async function startSmallHub(): Promise<SmallHub> {
  const supergraphSdl = smallSupergraph();
  const subgraphs = await serveSmallSubgraphs();
  const folder = mkdtempSync(join(tmpdir(), 'sluice-small-hub-'));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const grantSigningKeyFile = join(folder, 'grant.pem');
  writeFileSync(grantSigningKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const names = Object.keys(subgraphs);
  const fetchKeys = Object.fromEntries(names.map((name) => [name, randomBytes(32)]));
  const fetchKeyFiles = Object.fromEntries(names.map((name) => [name, join(folder, `${name}.key`)]));
  for (const name of names)
    writeFileSync(fetchKeyFiles[name] ?? '', `${fetchKeys[name]?.toString('base64url') ?? ''}\n`);
  const open: Fetcher[] = [];
  return {
    schema: apiSchemaOf(supergraphSdl),
    supergraphSdl,
    subgraphs,
    fetchKeys,
    grantKey: publicKey,
    async fetcher(more = {}) {
      const urls = Object.fromEntries(Object.entries(subgraphs).map(([name, { url }]) => [name, url]));
      const config = { supergraphSdl, subgraphs: urls, fetchKeyFiles, grantSigningKeyFile };
      const made = await createFetcher({ ...config, ...more });
      open.push(made);
      return made;
    },
    async close() {
      await Promise.all(open.map((each) => each.close()));
      await Promise.all(Object.values(subgraphs).map((each) => each.close()));
      rmSync(folder, { recursive: true });
    },
  };
}

/** Plans and fetches one operation, all of it permitted. */
export function ask(
  fetcher: Fetcher,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<RawResult> {
  return fetcher.fetch(exchangeOf(), admittedOf(fetcher.plan(allowedOperation(query, variables))));
}
