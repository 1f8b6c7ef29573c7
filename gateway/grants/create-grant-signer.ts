import { type KeyObject, randomUUID, sign } from 'node:crypto';
import { bindRow } from '../../policies/bind-rows.ts';
import { type GrantClaims, SMALLEST_GROUP } from '../../policies/grant-claims.ts';
import type { PolicyVersion, PurposeId, Subject } from '../../policies/vocabulary.ts';
import type { Scope, SubgraphPermit } from '../stages/stage-types.ts';
import { keyIdOf } from '../../secrets/key-id.ts';

export interface GrantRequest {
  readonly subject: Subject;
  readonly purpose: PurposeId;
  readonly policyVersion: PolicyVersion;
  /** `CheckedPlan.planId`: equal ids have equal permits. */
  readonly planId: string;
  readonly permit: SubgraphPermit;
  /** `DecisionTable.validUntil` of the table that decided: no grant outlives it. */
  readonly validUntil: Date | null;
  /** What the row conditions of the permit mean, and as of when records are read. */
  readonly scope: Pick<Scope, 'rows' | 'rowsKey' | 'asOf'>;
}

export interface SignedGrant {
  readonly grantId: string;
  /** The value of the grant header. */
  readonly text: string;
}

export interface GrantSigner {
  /** Names the signing key in every grant: see `keyIdOf`. */
  readonly keyId: string;
  /** Signs once for each subject, scope, purpose, plan, subgraph and minute; the same grant for all fetches in between. */
  grantFor(request: GrantRequest): SignedGrant;
}

const MINUTE_S = 60;

/**
 * @param key Ed25519, private
 * @param now milliseconds since the epoch
 */
export function createGrantSigner(key: KeyObject, now: () => number = Date.now): GrantSigner {
  const keyId = keyIdOf(key);
  let minute = -1;
  let signed = new Map<string, SignedGrant>();
  return {
    keyId,
    grantFor(request) {
      const seconds = Math.floor(now() / 1000);
      const current = Math.floor(seconds / MINUTE_S);
      if (current !== minute) {
        minute = current;
        signed = new Map();
      }
      const { subject, purpose, policyVersion, planId, permit, scope, validUntil } = request;
      const { rowsKey, asOf } = scope;
      const name = JSON.stringify([planId, permit.subgraph, purpose, policyVersion, subject, rowsKey, asOf]);
      const known = signed.get(name);
      if (known) return known;
      const grant = signClaims(key, {
        grantId: randomUUID(),
        keyId,
        audience: permit.subgraph,
        subject,
        purpose,
        legalBasis: permit.legalBasis,
        policyVersion,
        uses: permit.uses,
        masks: permit.masks,
        rows: rowsOf(request),
        smallestGroup: Math.max(permit.smallestGroup ?? 0, SMALLEST_GROUP),
        asOf,
        issuedAt: seconds,
        expiresAt: endOf(minute, validUntil),
      });
      signed.set(name, grant);
      return grant;
    },
  };
}

/**
 * To the end of the next minute: a grant signed late in a minute still outlives the fetches made under it. But never
 * beyond the table that it was decided by: what is fetched after that is refused by the agency itself.
 */
function endOf(minute: number, validUntil: Date | null): number {
  const usual = (minute + 2) * MINUTE_S;
  return validUntil === null ? usual : Math.min(usual, Math.floor(validUntil.getTime() / 1_000));
}

function rowsOf({ permit, scope }: GrantRequest): GrantClaims['rows'] {
  return Object.fromEntries(
    Object.entries(permit.rows).map(([type, conditions]) => [
      type,
      conditions.map((condition) => bindRow(condition, scope.rows)),
    ]),
  );
}

function signClaims(key: KeyObject, claims: GrantClaims): SignedGrant {
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const signature = sign(null, Buffer.from(body), key).toString('base64url');
  return { grantId: claims.grantId, text: `${body}.${signature}` };
}
