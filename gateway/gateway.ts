import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readWorkingCalendar } from '../identifiers/working-days.ts';
import { readKey32, readPassword, readSigningKey } from '../secrets/read-secret-file.ts';
import { assembleGateway, type CaseParts, type Gateway } from './assemble-gateway.ts';
import { createTokenVerifier } from './authentication/token-verifier.ts';
import { createAttestedCases, readDepartmentKeys } from './cases/attested-cases.ts';
import { openHubCaseRegistry } from './cases/hub-case-registry.ts';
import { openHubEmergencyStore } from './cases/hub-emergency-store.ts';
import type { DatabaseLogin, GatewayConfiguration } from './configuration.ts';
import { createFetcher } from './create-fetcher.ts';
import { CursorSeal } from './cursors/cursor-seal.ts';
import { createLedger } from './ledger/create-ledger.ts';
import { createTagStore } from './ledger/tag-store.ts';
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
  now: () => Date = () => new Date(),
): Promise<Gateway> {
  const supergraph = readSupergraph(readFileSync(configuration.supergraphFile, 'utf8'));
  const policies = readPolicyDirectory(configuration.policyDirectory, supergraph.catalogue);
  const database = loginOf(configuration.hubDatabase);
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
    limitStore: createLimitStore(database),
    cases: await openCases(configuration),
    federation,
    relations: {
      ...federation,
      tagKey: createSecretKey(readKey32(configuration.dataSubjectTagKeyFile)),
      tagStore: createTagStore(database),
    },
    now,
    writeLine,
  });
}

/**
 * Cases and consent come from the registry; emergency accesses lie beside the ledger, so that they can be opened and
 * used while no registry answers.
 */
async function openCases(configuration: GatewayConfiguration): Promise<CaseParts> {
  const keys = await readDepartmentKeys(configuration.caseAttestations);
  const registry = openHubCaseRegistry(loginOf(configuration.caseRegistry));
  const emergencies = openHubEmergencyStore(loginOf(configuration.hubDatabase));
  return {
    registry,
    attested: createAttestedCases(keys, configuration.audience),
    emergencies,
    calendar: readWorkingCalendar(),
    close: async () => {
      await Promise.all([registry.close(), emergencies.close()]);
    },
  };
}

function loginOf({ passwordFile, ...database }: DatabaseLogin) {
  return { ...database, password: readPassword(passwordFile) };
}
