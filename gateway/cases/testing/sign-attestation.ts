import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { ATTESTATION_TYPE } from '../attested-cases.ts';

/** A department's key, as it keeps it and as the gateway knows it. */
export interface AttestationKey {
  readonly publicKeys: { readonly keys: JWK[] };
  /** Signs claims; `header` replaces members of the protected header. */
  sign(
    claims: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
}

export async function makeAttestationKey(kid = 'k1'): Promise<AttestationKey> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' };
  return {
    publicKeys: { keys: [jwk] },
    sign: (claims, header = {}) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: ATTESTATION_TYPE, ...header })
        .sign(privateKey),
  };
}

export const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
