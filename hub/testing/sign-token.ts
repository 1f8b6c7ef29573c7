import { readFileSync } from 'node:fs';
import { importJWK, type JWK, SignJWT } from 'jose';
import { type ApplicationClaims, APPLICATIONS, type ApplicationName } from '../issuer/applications.ts';
import { AUDIENCE, ISSUER } from '../issuer/development-issuer.ts';
import { stateDirectory } from '../state/state-directory.ts';

/** A token of one of the hub's own applications with other claims: another official, none (undefined), another role. */
export async function signToken(
  state: string,
  application: ApplicationName,
  claims: { readonly [Name in keyof ApplicationClaims]?: ApplicationClaims[Name] | undefined } = {},
): Promise<string> {
  const jwk = JSON.parse(readFileSync(stateDirectory(state).key('issuer.jwk.json'), 'utf8')) as JWK;
  const key = await importJWK(jwk, 'EdDSA');
  return new SignJWT({ ...APPLICATIONS[application], ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid ?? '' })
    .setSubject(application)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(key);
}
