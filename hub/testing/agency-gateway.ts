import { createPrivateKey, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestGateway } from '../../subgraphs/kit/testing/test-gateway.ts';
import type { TestHub } from './test-hub.ts';

/** The subgraph of an agency of a running hub, and a gateway that asks it with the hub's own keys. */
export interface AgencyUnderTest {
  /** Ends in `/graphql`. */
  readonly url: string;
  readonly gateway: TestGateway;
}

/** @param audience whom its grants name; the agency itself, unless a test wants another */
export function agencyGateway(hub: TestHub, agency: string, audience = agency): AgencyUnderTest {
  const key = (name: string) => readFileSync(join(hub.state, 'keys', name), 'utf8');
  const { subgraphs } = JSON.parse(readFileSync(join(hub.state, 'ready.json'), 'utf8')) as {
    readonly subgraphs: Readonly<Record<string, string>>;
  };
  return {
    url: subgraphs[agency] ?? '',
    gateway: new TestGateway(audience, {
      grantPrivateKey: createPrivateKey(key('grant-signing.pem')),
      fetchKey: createSecretKey(Buffer.from(key(`fetch-${agency}.key`), 'base64url')),
    }),
  };
}
