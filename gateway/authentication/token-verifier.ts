import { readFile } from 'node:fs/promises';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { SluiceError } from '../../errors/sluice-error.ts';
import { isDivisionCode } from '../../identifiers/division.ts';
import { parsePersonKey, type PersonKey } from '../../identifiers/person-key.ts';
import {
  type ApplicationId,
  type Clearance,
  CLEARANCES,
  type DivisionCode,
  type Subject,
} from '../../policies/vocabulary.ts';

/** Clocks of issuer and gateway may differ by this. */
const CLOCK_TOLERANCE_SECONDS = 5;
const MAX_TOKEN_LENGTH = 8_192;
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/u;

export interface TokenVerifierSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: { readonly jwksFile: string } | { readonly jwksUrl: string };
}

/** Turns the text of a bearer token into the subject it speaks for. */
export type TokenVerifier = (token: string) => Promise<Subject>;

/**
 * A verifier of EdDSA-signed JWTs against a key set. No other algorithm is accepted, whatever the token says of
 * itself.
 * @throws SluiceError (from the verifier) TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_AUDIENCE; INTERNAL where the key set can
 * not be had, which is the hub's fault and not the caller's
 */
export async function createTokenVerifier(settings: TokenVerifierSettings): Promise<TokenVerifier> {
  const keys = await keySetOf(settings.keys);
  const { issuer, audience } = settings;
  return async (token) => {
    if (token.length > MAX_TOKEN_LENGTH) throw new SluiceError('TOKEN_INVALID');
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['EdDSA', 'Ed25519'],
        issuer,
        audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'sub'],
      });
      return subjectOf(payload);
    } catch (error) {
      throw asSluiceError(error);
    }
  };
}

async function keySetOf(source: TokenVerifierSettings['keys']): Promise<JWTVerifyGetKey> {
  if ('jwksUrl' in source) return createRemoteJWKSet(new URL(source.jwksUrl));
  return createLocalJWKSet(JSON.parse(await readFile(source.jwksFile, 'utf8')) as JSONWebKeySet);
}

/**
 * What a token itself can be refused for. WHY this list and not its complement: whatever else goes wrong, above all with
 * an issuer that is down or answers nonsense, says nothing of the token, and the same request may succeed later.
 */
const FAULTS_OF_TOKEN = [
  errors.JWTInvalid,
  errors.JWTClaimValidationFailed,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  // A critical header that nobody here knows.
  errors.JOSENotSupported,
  // A key id that the issuer does not have, or none where it has several keys.
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
] as const;

function asSluiceError(error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  if (error instanceof errors.JWTExpired) return new SluiceError('TOKEN_EXPIRED', {}, { cause: error });
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud')
    return new SluiceError('TOKEN_AUDIENCE', {}, { cause: error });
  const isFaultOfToken = FAULTS_OF_TOKEN.some((fault) => error instanceof fault);
  return new SluiceError(isFaultOfToken ? 'TOKEN_INVALID' : 'INTERNAL', {}, { cause: error });
}

/** Strict: a claim of another form refuses the token, because a policy would be decided on it. */
function subjectOf(claims: JWTPayload): Subject {
  const { sub, department, region, roles, official, organisation, person, clearance = 0 } = claims;
  const isSound =
    isName(sub) &&
    isName(department) &&
    typeof region === 'string' &&
    isDivisionCode(region) &&
    Array.isArray(roles) &&
    roles.length <= 32 &&
    roles.every(isName) &&
    (official === undefined || (typeof official === 'string' && /^[\w.-]{1,64}$/u.test(official))) &&
    (organisation === undefined || isTitle(organisation)) &&
    (person === undefined || (typeof person === 'string' && parsePersonKey(person) !== null)) &&
    CLEARANCES.some((known) => known === clearance);
  if (!isSound) throw new SluiceError('TOKEN_INVALID');
  return {
    application: sub as ApplicationId,
    department,
    region: region as DivisionCode,
    roles: [...new Set(roles)].toSorted(),
    official: official ?? null,
    organisation: organisation ?? null,
    person: (person as PersonKey | undefined) ?? null,
    clearance: clearance as Clearance,
  };
}

/** As a source writes it, so in any script; long ones and controls are nobody's name. */
function isTitle(value: unknown): value is string {
  return typeof value === 'string' && /^[^\p{C}]{1,128}$/u.test(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}
