import { column, entity, list } from '../kit/field-sources.ts';
import type { MappingOf } from '../kit/mapping-of.ts';
import type { SubgraphDefinition } from '../kit/source-mapping.ts';
import type { QueryResolvers, ResolversParentTypes } from './generated/types.ts';

const mapping = {
  types: {
    InsuranceInterval: {
      kind: 'rows',
      relation: 'insurance_interval',
      recordColumn: 'record_id',
      subjectColumn: 'person_key',
      divisionColumn: 'division',
      fields: {
        person: entity('Person', { id: 'person_key' }),
        recordedIdKind: column('id_kind'),
        recordedIdNumber: column('id_number'),
        unit: entity('Enterprise', { creditCode: 'unit_credit_code' }),
        unitName: column('unit_name'),
        kind: column('kind'),
        monthlyBase: column('base_fen'),
        status: column('status'),
        fromMonth: column('from_month'),
        toMonth: column('to_month'),
        division: column('division'),
      },
    },
    BenefitInterval: {
      kind: 'rows',
      relation: 'benefit_interval',
      recordColumn: 'record_id',
      subjectColumn: 'person_key',
      divisionColumn: 'division',
      fields: {
        person: entity('Person', { id: 'person_key' }),
        recordedIdKind: column('id_kind'),
        recordedIdNumber: column('id_number'),
        kind: column('kind'),
        monthlyAmount: column('monthly_fen'),
        fromMonth: column('from_month'),
        toMonth: column('to_month'),
        division: column('division'),
      },
    },
    EmploymentRegistration: {
      kind: 'rows',
      relation: 'employment_registration',
      recordColumn: 'record_id',
      subjectColumn: 'person_key',
      divisionColumn: 'division',
      fields: {
        person: entity('Person', { id: 'person_key' }),
        recordedIdKind: column('id_kind'),
        recordedIdNumber: column('id_number'),
        status: column('status'),
        registeredOn: column('registered_on'),
        reason: column('reason'),
        difficultyClass: column('difficulty_class'),
        occupation: column('occupation'),
        division: column('division'),
      },
    },
    TrainingRecord: {
      kind: 'rows',
      relation: 'training_record',
      recordColumn: 'record_id',
      subjectColumn: 'person_key',
      divisionColumn: 'division',
      fields: {
        person: entity('Person', { id: 'person_key' }),
        recordedIdKind: column('id_kind'),
        recordedIdNumber: column('id_number'),
        occupation: column('occupation'),
        organiser: column('organiser'),
        hours: column('hours'),
        startedOn: column('started_on'),
        endedOn: column('ended_on'),
        result: column('result'),
        subsidy: column('subsidy_fen'),
        division: column('division'),
      },
    },
    Person: {
      kind: 'stub',
      keyFields: ['id'],
      fields: {
        insurance: list('InsuranceInterval', { person_key: 'id' }),
        benefits: list('BenefitInterval', { person_key: 'id' }),
        employmentRegistrations: list('EmploymentRegistration', { person_key: 'id' }),
        trainings: list('TrainingRecord', { person_key: 'id' }),
      },
    },
    Enterprise: {
      kind: 'stub',
      keyFields: ['creditCode'],
      fields: {
        insured: list('InsuranceInterval', { unit_credit_code: 'creditCode' }),
      },
    },
  },
  queries: {
    insuranceIntervals: {
      kind: 'connection',
      type: 'InsuranceInterval',
      filters: {
        kind: 'kind',
        status: 'status',
        monthlyBase: 'base_fen',
        fromMonth: 'from_month',
        toMonth: 'to_month',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { FROM_MONTH: 'from_month', MONTHLY_BASE: 'base_fen', VALID_FROM: 'valid_from' },
    },
    benefitIntervals: {
      kind: 'connection',
      type: 'BenefitInterval',
      filters: {
        kind: 'kind',
        monthlyAmount: 'monthly_fen',
        fromMonth: 'from_month',
        toMonth: 'to_month',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { FROM_MONTH: 'from_month', MONTHLY_AMOUNT: 'monthly_fen', VALID_FROM: 'valid_from' },
    },
    employmentRegistrations: {
      kind: 'connection',
      type: 'EmploymentRegistration',
      filters: {
        status: 'status',
        registeredOn: 'registered_on',
        difficultyClass: 'difficulty_class',
        occupation: 'occupation',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { REGISTERED_ON: 'registered_on', VALID_FROM: 'valid_from' },
    },
    trainingRecords: {
      kind: 'connection',
      type: 'TrainingRecord',
      filters: {
        occupation: 'occupation',
        startedOn: 'started_on',
        endedOn: 'ended_on',
        result: 'result',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { STARTED_ON: 'started_on', VALID_FROM: 'valid_from' },
    },
  },
} as const satisfies MappingOf<ResolversParentTypes, QueryResolvers>;

/** What labour serves, and from which tables. */
export const subgraph: SubgraphDefinition = { name: 'labour', mapping };
