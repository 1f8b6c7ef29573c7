import type { KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { parseUid, type Uid } from '../dicom/uid.ts';

/**
 * Who may do what at the archive: a hospital sends and sees its own, as long as its credential is held; a viewer sees one
 * study. One that names a hospital sees it only where it is that hospital's, and sees it also where that hospital keeps it.
 */
export type ArchiveToken =
  | { readonly use: 'hospital'; readonly hospital: string; readonly credential: string }
  | {
      readonly use: 'view';
      readonly study: Uid;
      readonly hospital?: string;
      /** The exchange of the graph that gave it; none where the hub itself reads. */
      readonly exchange?: string;
    };

export interface TokenSettings {
  readonly issuer: string;
  /** That of one archive: a token for another is none here. */
  readonly audience: string;
}

export type ArchiveKey = CryptoKey | KeyObject;

const ALGORITHM = 'EdDSA';

/** Makes a token that holds for so many seconds. */
export function issueArchiveToken(
  token: ArchiveToken,
  key: ArchiveKey,
  { issuer, audience }: TokenSettings,
  seconds: number,
): Promise<string> {
  return new SignJWT({ ...token })
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${seconds} seconds`)
    .sign(key);
}

/** Reads the bearer token of a request. Throws `IMAGE_TOKEN_INVALID`. */
export async function readArchiveToken(
  header: string | undefined,
  key: ArchiveKey,
  { issuer, audience }: TokenSettings,
): Promise<ArchiveToken> {
  const [scheme, text] = (header ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || text === undefined) throw new SluiceError('IMAGE_TOKEN_INVALID');
  const options = { issuer, audience, algorithms: [ALGORITHM], requiredClaims: ['exp'] };
  const payload = await jwtVerify(text, key, options).then(
    (verified) => verified.payload,
    (error: unknown) => {
      throw new SluiceError('IMAGE_TOKEN_INVALID', {}, { cause: error });
    },
  );
  return tokenOf(payload);
}

function tokenOf({ use, hospital, credential, study, exchange }: JWTPayload): ArchiveToken {
  const named = typeof hospital === 'string' && hospital !== '' ? { hospital } : null;
  if (use === 'hospital' && named !== null && typeof credential === 'string')
    return { use, ...named, credential };
  const uid = use === 'view' && typeof study === 'string' ? parseUid(study) : null;
  if (uid === null || (named === null && hospital !== undefined))
    throw new SluiceError('IMAGE_TOKEN_INVALID');
  return { use: 'view', study: uid, ...named, ...(typeof exchange === 'string' ? { exchange } : {}) };
}
