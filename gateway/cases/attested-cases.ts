import { readFile } from 'node:fs/promises';
import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { SluiceError } from '../../errors/sluice-error.ts';
import { parsePersonKey } from '../../identifiers/person-key.ts';
import { MOST_PEOPLE_OF_A_GRANT } from '../../policies/bind-rows.ts';
import type { CaseRegistry, RegisteredCase } from './case-registry.ts';
import { caseRefused } from './case-refusal.ts';

/** The `typ` of an attestation: no other token that a department signs is taken for one. */
export const ATTESTATION_TYPE = 'sluice-case+jwt';
const LONGEST_LIFE_SECONDS = 8 * 3600;
/** Clocks of department and gateway may differ by this. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** Departments that keep their cases themselves and sign, for one official and a few hours, what stands in one. */
export interface AttestedCases {
  /** The one case that an attestation speaks of, as a registry of the department that must have signed it. */
  by(department: string, attestation: string): CaseRegistry;
}

/** Key sets by department. Who has none attests nothing. */
export type DepartmentKeys = ReadonlyMap<string, JWTVerifyGetKey>;

/**
 * Attestations: compact JWS (EdDSA, `typ` `sluice-case+jwt`) with the claims `case`, `department`, `official`,
 * `people` (person keys), `aud` (this hub), `iat` and `exp`, at most eight hours apart.
 */
export function createAttestedCases(keys: DepartmentKeys, audience: string): AttestedCases {
  return {
    by: (department, attestation) => ({
      find: async (caseNumber, at) => {
        const key = keys.get(department);
        if (!key) throw caseRefused('attestation-of-nobody');
        const claims = await verified(attestation, key, { audience, at });
        const attested = caseOf(claims);
        // WHY the department once more: its key set may be shared with another.
        if (attested?.department !== department) throw caseRefused('attestation-unsound');
        return attested.caseNumber === caseNumber ? attested : null;
      },
    }),
  };
}

/** Reads the key sets (JWKS) of departments. @throws Error where a file can not be read or is no key set */
export async function readDepartmentKeys(files: Readonly<Record<string, string>>): Promise<DepartmentKeys> {
  const read = Object.entries(files).map(async ([department, file]) => {
    const keySet = JSON.parse(await readFile(file, 'utf8')) as JSONWebKeySet;
    return [department, createLocalJWKSet(keySet)] as const;
  });
  return new Map(await Promise.all(read));
}

async function verified(
  attestation: string,
  key: JWTVerifyGetKey,
  { audience, at }: { readonly audience: string; readonly at: Date },
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(attestation, key, {
      algorithms: ['EdDSA', 'Ed25519'],
      typ: ATTESTATION_TYPE,
      audience,
      requiredClaims: ['iat', 'exp'],
      maxTokenAge: LONGEST_LIFE_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: at,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw caseRefused('attestation-unsound');
    throw new SluiceError('INTERNAL', {}, { cause: error });
  }
}

/** Strict: null for whatever is not understood whole. */
function caseOf(claims: JWTPayload): RegisteredCase | null {
  const { case: caseNumber, department, official, people, iat = 0, exp = Infinity } = claims;
  const isSound =
    typeof caseNumber === 'string' &&
    typeof department === 'string' &&
    typeof official === 'string' &&
    exp - iat <= LONGEST_LIFE_SECONDS &&
    Array.isArray(people) &&
    people.every((key) => typeof key === 'string' && parsePersonKey(key) !== null);
  if (!isSound) return null;
  const distinct = [...new Set(people as readonly string[])].toSorted();
  return {
    caseNumber,
    department,
    isOpen: true,
    officials: [official],
    people: distinct.slice(0, MOST_PEOPLE_OF_A_GRANT + 1),
  };
}
