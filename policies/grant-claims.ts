import type {
  FieldCoordinate,
  MaskKind,
  PolicyVersion,
  PurposeId,
  RowFilter,
  Subject,
} from './vocabulary.ts';

/**
 * What one grant says: this subgraph may, for this subject and purpose, be asked for these uses of these fields,
 * with these masks and row filters, until then. Signed by the gateway (Ed25519 over the encoded claims), verified by
 * the subgraph. The wire form is `base64url(JSON claims) + "." + base64url(signature over the first part)`.
 */
export interface GrantClaims {
  readonly grantId: string;
  readonly keyId: string;
  /** The one subgraph that may accept it. */
  readonly audience: string;
  readonly subject: Subject;
  readonly purpose: PurposeId;
  readonly legalBasis: readonly string[];
  readonly policyVersion: PolicyVersion;
  /**
   * What may be asked, as `Type.field:use`, sorted. `join-key` lets a plan read a field without showing it: it covers
   * the field in a representation and also its selection in the operation (what the gateway drops afterwards).
   */
  readonly uses: readonly string[];
  /** Masks the subgraph itself applies before a value leaves it. */
  readonly masks: Readonly<Record<FieldCoordinate, MaskKind>>;
  /** Row filters by type name; several are joined by "and". */
  readonly rows: Readonly<Record<string, readonly RowFilter[]>>;
  /** No group of an aggregate may have fewer data subjects: `SMALLEST_GROUP` or what a rule says beyond it. */
  readonly smallestGroup: number;
  /** Records are read as they were known at this instant (RFC 3339, UTC); null: as they are known now. */
  readonly asOf: string | null;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The fewest data subjects of a group where no rule says more (k = 5; a purpose of statistics usually 10). */
export const SMALLEST_GROUP = 5;

/** The header that carries the grant. */
export const GRANT_HEADER = 'sluice-grant';
/**
 * The header that binds one fetch to its grant:
 * `nonce.exchangeId.issuedAtMs.bodyHash.mac`, where bodyHash = base64url(SHA-256(body)) and mac =
 * base64url(HMAC-SHA-256(fetch key of the subgraph, grantId \n nonce \n exchangeId \n issuedAtMs \n bodyHash)). It names
 * the hash, so that a stranger is known before the body is read. Every attempt has a new nonce. The file of a fetch key
 * holds 32 random bytes in base64url, white space around it left out.
 */
export const FETCH_HEADER = 'sluice-fetch';
/** Beyond this age, or this far in the future, a fetch is refused; nonces are remembered for twice as long. */
export const FETCH_WINDOW_MS = 30_000;
/**
 * How long a fetch may take. The gateway gives up first, so that a caller hears of a slow agency from the gateway; the
 * subgraph's own end comes after, for a gateway that never hung up. Both lie within the window.
 */
export const FETCH_DEADLINE_MS = { gateway: 10_000, subgraph: 15_000 } as const;

/** The text that the MAC of a fetch covers. */
export function fetchBinding(parts: {
  readonly grantId: string;
  readonly nonce: string;
  readonly exchangeId: string;
  readonly issuedAtMs: number;
  readonly bodyHash: string;
}): string {
  return [parts.grantId, parts.nonce, parts.exchangeId, String(parts.issuedAtMs), parts.bodyHash].join('\n');
}
