import { Ajv, type JSONSchemaType } from 'ajv';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { GrantClaims } from '../../policies/grant-claims.ts';

/** A grant as it arrived, before anything about it is believed. */
export interface UnverifiedGrant {
  readonly claims: GrantClaims;
  /** What the signature covers. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** RFC 3339 in UTC. */
const INSTANT = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?Z$';

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const closed = { type: 'object', additionalProperties: false } as const;

const prefix = { type: 'string', pattern: '^[0-9]{2,9}$' } as const;
const filter = (kind: string, properties: Readonly<Record<string, object>>) => ({
  ...closed,
  required: ['kind', ...Object.keys(properties)],
  properties: { kind: { type: 'string', const: kind }, ...properties },
});
const region = filter('region', { prefixes: { type: 'array', minItems: 1, items: prefix } });
const organisation = filter('organisation', { name: text });
const subjects = filter('subjects', { keys: texts });
const nothing = filter('nothing', {});

/** WHY strict: a claim that is not understood may be a limit that is not kept. */
const isGrant = new Ajv({ strict: true }).compile<GrantClaims>({
  ...closed,
  required: [
    'grantId',
    'keyId',
    'audience',
    'subject',
    'purpose',
    'legalBasis',
    'policyVersion',
    'uses',
    'masks',
    'rows',
    'smallestGroup',
    'asOf',
    'issuedAt',
    'expiresAt',
  ],
  properties: {
    grantId: { type: 'string', minLength: 1 },
    keyId: text,
    audience: text,
    subject: {
      ...closed,
      required: [
        'application',
        'department',
        'region',
        'roles',
        'official',
        'organisation',
        'person',
        'clearance',
      ],
      properties: {
        application: text,
        department: text,
        region: text,
        roles: texts,
        official: { type: ['string', 'null'] },
        organisation: { type: ['string', 'null'] },
        person: { type: ['string', 'null'] },
        clearance: { type: 'integer', minimum: 0, maximum: 4 },
      },
    },
    purpose: text,
    legalBasis: texts,
    policyVersion: text,
    uses: texts,
    masks: { type: 'object', additionalProperties: text },
    rows: {
      type: 'object',
      additionalProperties: {
        type: 'array',
        items: { oneOf: [region, organisation, subjects, nothing] },
      },
    },
    smallestGroup: { type: 'integer', minimum: 2 },
    asOf: { type: ['string', 'null'], pattern: INSTANT },
    issuedAt: { type: 'number' },
    expiresAt: { type: 'number' },
  },
} as unknown as JSONSchemaType<GrantClaims>);

/** @throws SluiceError GRANT_INVALID where the text is not the wire form of a grant */
export function parseGrant(grant: string): UnverifiedGrant {
  const [signed, signature, ...more] = grant.split('.');
  if (!signed || !signature || more.length > 0) throw new SluiceError('GRANT_INVALID');
  const claims = parsed(signed);
  if (!isGrant(claims)) throw new SluiceError('GRANT_INVALID');
  return { claims, signed, signature: Buffer.from(signature, 'base64url') };
}

function parsed(signed: string): unknown {
  try {
    return JSON.parse(Buffer.from(signed, 'base64url').toString());
  } catch (cause) {
    throw new SluiceError('GRANT_INVALID', {}, { cause });
  }
}
