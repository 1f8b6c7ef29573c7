import { column, entity, exists, isIn, isNotIn, list } from '../kit/field-sources.ts';
import type { MappingOf } from '../kit/mapping-of.ts';
import type { SubgraphDefinition } from '../kit/source-mapping.ts';
import type { QueryResolvers, ResolversParentTypes } from './generated/types.ts';

/**
 * 最低生活保障审核确认办法（民发〔2021〕57号）: a stall without employees is a living, not a firm under somebody's control.
 * The audit of firms exempts the same.
 */
const REPRESENTED = { type: 'Enterprise', on: { legal_representative_person_key: 'id' } } as const;

const mapping = {
  types: {
    Enterprise: {
      kind: 'rows',
      relation: 'enterprise',
      recordColumn: 'record_id',
      subjectColumn: 'legal_representative_person_key',
      divisionColumn: 'division',
      completeness: { within: '230000', freshForHours: 48 },
      key: { creditCode: 'credit_code' },
      fields: {
        creditCode: column('credit_code'),
        name: column('name'),
        kind: column('kind'),
        status: column('status'),
        registeredOn: column('registered_on'),
        cancelledOn: column('cancelled_on'),
        capital: column('capital_fen'),
        employees: column('employees'),
        industry: column('industry'),
        legalRepresentative: entity('Person', { id: 'legal_representative_person_key' }),
        recordedIdKind: column('legal_representative_id_kind'),
        recordedIdNumber: column('legal_representative_id_number'),
        legalRepresentativeName: column('legal_representative_name'),
        division: column('division'),
        holdings: list('Holding', { credit_code: 'credit_code' }),
        holdingsIn: list('Holding', { holder_credit_code: 'credit_code' }),
        taxMonths: list('TaxMonth', { credit_code: 'credit_code' }),
      },
    },
    Holding: {
      kind: 'rows',
      relation: 'holding',
      recordColumn: 'record_id',
      subjectColumn: 'holder_person_key',
      divisionColumn: 'division',
      completeness: { within: '230000', freshForHours: 48 },
      fields: {
        enterprise: entity('Enterprise', { creditCode: 'credit_code' }),
        holder: {
          kind: 'variant',
          column: 'holder_kind',
          cases: {
            PERSON: { type: 'Person', key: { id: 'holder_person_key' } },
            ENTERPRISE: { type: 'Enterprise', key: { creditCode: 'holder_credit_code' } },
          },
        },
        holderKind: column('holder_kind'),
        recordedIdKind: column('holder_id_kind'),
        recordedIdNumber: column('holder_id_number'),
        sharePercent: column('share_percent'),
        role: column('role'),
        division: column('division'),
      },
    },
    PublicPayroll: {
      kind: 'rows',
      relation: 'public_payroll',
      recordColumn: 'record_id',
      subjectColumn: 'person_key',
      divisionColumn: 'division',
      fields: {
        person: entity('Person', { id: 'person_key' }),
        recordedIdKind: column('id_kind'),
        recordedIdNumber: column('id_number'),
        unitName: column('unit_name'),
        payMonth: column('pay_month'),
        gross: column('gross_fen'),
        division: column('division'),
      },
    },
    TaxMonth: {
      kind: 'rows',
      relation: 'tax_month',
      recordColumn: 'record_id',
      subjectColumn: null,
      divisionColumn: null,
      fields: {
        enterprise: entity('Enterprise', { creditCode: 'credit_code' }),
        taxMonth: column('tax_month'),
        turnover: column('turnover_fen'),
        tax: column('tax_fen'),
        division: column('division'),
      },
    },
    Person: {
      kind: 'stub',
      keyFields: ['id'],
      fields: {
        legalRepresentativeOf: list('Enterprise', { legal_representative_person_key: 'id' }),
        holdings: list('Holding', { holder_person_key: 'id' }),
        publicPayroll: list('PublicPayroll', { person_key: 'id' }),
        holdsCompany: exists(
          { ...REPRESENTED, where: [isIn('status', 'OPEN'), isNotIn('kind', 'STALL')] },
          { ...REPRESENTED, where: [isIn('status', 'OPEN'), isNotIn('employees', 0)] },
          {
            type: 'Holding',
            on: { holder_person_key: 'id' },
            where: [isIn('role', 'SHAREHOLDER', 'CONTROLLER')],
          },
        ),
      },
    },
  },
  queries: {
    enterprise: { kind: 'one', type: 'Enterprise', by: { creditCode: 'credit_code' } },
    enterprises: {
      kind: 'connection',
      type: 'Enterprise',
      filters: {
        creditCode: 'credit_code',
        name: 'name',
        kind: 'kind',
        status: 'status',
        industry: 'industry',
        registeredOn: 'registered_on',
        cancelledOn: 'cancelled_on',
        capital: 'capital_fen',
        employees: 'employees',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { REGISTERED_ON: 'registered_on', CREDIT_CODE: 'credit_code', VALID_FROM: 'valid_from' },
    },
    holdings: {
      kind: 'connection',
      type: 'Holding',
      filters: {
        holderKind: 'holder_kind',
        role: 'role',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { VALID_FROM: 'valid_from' },
    },
    publicPayroll: {
      kind: 'connection',
      type: 'PublicPayroll',
      filters: {
        payMonth: 'pay_month',
        gross: 'gross_fen',
        unitName: 'unit_name',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { PAY_MONTH: 'pay_month', VALID_FROM: 'valid_from' },
    },
    taxMonths: {
      kind: 'connection',
      type: 'TaxMonth',
      filters: {
        taxMonth: 'tax_month',
        turnover: 'turnover_fen',
        tax: 'tax_fen',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { TAX_MONTH: 'tax_month', VALID_FROM: 'valid_from' },
    },
  },
} as const satisfies MappingOf<ResolversParentTypes, QueryResolvers>;

/** What business registry serves, and from which tables. */
export const subgraph: SubgraphDefinition = { name: 'business-registry', mapping };
