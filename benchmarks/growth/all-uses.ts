import { isObjectType, type GraphQLSchema } from 'graphql';
import type { GrantClaims } from '../../policies/grant-claims.ts';
import type { ApplicationId, DivisionCode, PolicyVersion, PurposeId } from '../../policies/vocabulary.ts';

const PROVINCE = '230000' as DivisionCode;

/** What the resolvers of an agency go by where nobody forbids anything: every field, unmasked, of every row. */
export function allUses(schema: GraphQLSchema): GrantClaims {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
  return {
    grantId: 'none',
    keyId: 'none',
    audience: 'none',
    subject: {
      application: 'plain' as ApplicationId,
      department: 'plain',
      region: PROVINCE,
      roles: [],
      official: null,
      organisation: null,
      person: null,
      clearance: 4,
    },
    purpose: 'plain' as PurposeId,
    legalBasis: [],
    policyVersion: 'plain' as PolicyVersion,
    uses: types.flatMap((type) =>
      Object.keys(type.getFields()).map((field) => `${type.name}.${field}:project`),
    ),
    masks: {},
    rows: {},
    smallestGroup: 1,
    asOf: null,
    issuedAt: Math.floor(Date.now() / 1_000),
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
}
