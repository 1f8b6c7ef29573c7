import { readFileSync } from 'node:fs';
import { readKey32, readPassword, readSigningKey } from '../secrets/read-secret-file.ts';
import { assembleGateway, type Gateway } from './assemble-gateway.ts';
import { createTokenVerifier } from './authentication/token-verifier.ts';
import type { GatewayConfiguration } from './configuration.ts';
import { createFetcher } from './create-fetcher.ts';
import { CursorSeal } from './cursors/cursor-seal.ts';
import { createLedger } from './ledger/create-ledger.ts';
import { createLimitStore } from './limits/create-limit-store.ts';
import type { WriteLine } from './note-exchange.ts';
import { PseudonymCipher } from './pseudonyms/pseudonym-cipher.ts';
import { readPolicyDirectory } from './read-policy-directory.ts';
import { readSupergraph } from './supergraph/supergraph.ts';

/**
 * The composition root: everything a gateway needs, made from its configuration. Opens no door.
 * @throws Error where a file is missing or malformed, InvalidPolicies where a policy is: a gateway starts whole
 */
export async function createGateway(
  configuration: GatewayConfiguration,
  writeLine: WriteLine,
): Promise<Gateway> {
  const supergraph = readSupergraph(readFileSync(configuration.supergraphFile, 'utf8'));
  const policies = readPolicyDirectory(configuration.policyDirectory, supergraph.catalogue);
  const { passwordFile, ...login } = configuration.hubDatabase;
  const database = { ...login, password: readPassword(passwordFile) };
  const { issuer, audience, keySet } = configuration;
  const verifyToken = await createTokenVerifier({ issuer, audience, keys: keySet });
  const federation = await createFetcher({
    supergraphSdl: supergraph.sdl,
    subgraphs: configuration.subgraphs,
    fetchKeyFiles: configuration.fetchKeyFiles,
    grantSigningKeyFile: configuration.grantSigningKeyFile,
  });
  return assembleGateway({
    supergraph,
    policies,
    verifyToken,
    limits: configuration.limits,
    cursors: new CursorSeal(readKey32(configuration.cursorKeyFile)),
    pseudonyms: new PseudonymCipher(readKey32(configuration.pseudonymKeyFile), configuration.pseudonymEpoch),
    ledger: createLedger({
      database,
      signingKey: readSigningKey(configuration.ledgerSigningKeyFile),
    }),
    checkCase: () => Promise.resolve(null),
    limitStore: createLimitStore(database),
    federation,
    now: () => new Date(),
    writeLine,
  });
}
