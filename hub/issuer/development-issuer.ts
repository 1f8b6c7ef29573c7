import { existsSync, readFileSync } from 'node:fs';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import type { StateDirectory } from '../state/state-directory.ts';
import { writeFileWhole } from '../state/write-file-whole.ts';
import { APPLICATIONS, type ApplicationClaims, type ApplicationName } from './applications.ts';

export const ISSUER = 'https://issuer.sluice.invalid';
export const AUDIENCE = 'sluice';
/** Long enough to try things for weeks; every start issues new ones. */
const LIFETIME = '30d';

/** Stands in for the province's identity provider on one machine. */
export interface DevelopmentIssuer {
  /**
   * A signed JWT for one of our own applications.
   * @param official who acts through it, where not the one it usually names
   */
  issue(application: ApplicationName, official?: string): Promise<string>;
}

/** Opens the issuer of a state directory, with a new key (`issuer.jwk.json`, public half in `jwks.json`) where it has none. */
export async function openDevelopmentIssuer(state: StateDirectory): Promise<DevelopmentIssuer> {
  const file = state.key('issuer.jwk.json');
  if (!existsSync(file)) writeFileWhole(file, JSON.stringify(await makeKey()));
  const jwk = JSON.parse(readFileSync(file, 'utf8')) as JWK;
  const { kid = '', kty = '', crv = '', x = '' } = jwk;
  const publicHalf = { kid, kty, crv, x, alg: 'EdDSA', use: 'sig' };
  writeFileWhole(state.key('jwks.json'), JSON.stringify({ keys: [publicHalf] }));
  const key = await importJWK(jwk, 'EdDSA');
  return {
    issue: (application, official) => {
      const claims: ApplicationClaims = APPLICATIONS[application];
      return new SignJWT({ ...claims, ...(official === undefined ? {} : { official }) })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
        .setSubject(application)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(LIFETIME)
        .sign(key);
    },
  };
}

async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg: 'EdDSA', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}
