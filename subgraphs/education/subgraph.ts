import { column, entity, list } from '../kit/field-sources.ts';
import type { MappingOf } from '../kit/mapping-of.ts';
import type { SubgraphDefinition } from '../kit/source-mapping.ts';
import type { QueryResolvers, ResolversParentTypes } from './generated/types.ts';

const mapping = {
  types: {
    Enrolment: {
      kind: 'rows',
      relation: 'enrolment',
      recordColumn: 'record_id',
      subjectColumn: 'person_key',
      divisionColumn: 'division',
      fields: {
        person: entity('Person', { id: 'person_key' }),
        recordedIdKind: column('id_kind'),
        recordedIdNumber: column('id_number'),
        name: column('name'),
        studentNumber: column('student_number'),
        school: column('school'),
        stage: column('stage'),
        boarding: column('boarding'),
        annualFee: column('annual_fee_fen'),
        enrolledOn: column('enrolled_on'),
        leftOn: column('left_on'),
        status: column('status'),
        division: column('division'),
      },
    },
    StudentGrant: {
      kind: 'rows',
      relation: 'student_grant',
      recordColumn: 'record_id',
      subjectColumn: 'person_key',
      divisionColumn: 'division',
      fields: {
        person: entity('Person', { id: 'person_key' }),
        recordedIdKind: column('id_kind'),
        recordedIdNumber: column('id_number'),
        studentNumber: column('student_number'),
        term: column('term'),
        level: column('level'),
        amount: column('amount_fen'),
        grantedOn: column('granted_on'),
        division: column('division'),
      },
    },
    Person: {
      kind: 'stub',
      keyFields: ['id'],
      fields: {
        enrolments: list('Enrolment', { person_key: 'id' }),
        studentGrants: list('StudentGrant', { person_key: 'id' }),
      },
    },
  },
  queries: {
    enrolments: {
      kind: 'connection',
      type: 'Enrolment',
      filters: {
        studentNumber: 'student_number',
        school: 'school',
        stage: 'stage',
        boarding: 'boarding',
        annualFee: 'annual_fee_fen',
        enrolledOn: 'enrolled_on',
        leftOn: 'left_on',
        status: 'status',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { ENROLLED_ON: 'enrolled_on', ANNUAL_FEE: 'annual_fee_fen', VALID_FROM: 'valid_from' },
    },
    studentGrants: {
      kind: 'connection',
      type: 'StudentGrant',
      filters: {
        studentNumber: 'student_number',
        term: 'term',
        level: 'level',
        amount: 'amount_fen',
        grantedOn: 'granted_on',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { GRANTED_ON: 'granted_on', AMOUNT: 'amount_fen', VALID_FROM: 'valid_from' },
    },
  },
} as const satisfies MappingOf<ResolversParentTypes, QueryResolvers>;

/** What education serves, and from which tables. */
export const subgraph: SubgraphDefinition = { name: 'education', mapping };
