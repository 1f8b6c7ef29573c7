import { column, entity, exists, isIn, list } from '../kit/field-sources.ts';
import type { MappingOf } from '../kit/mapping-of.ts';
import type { SubgraphDefinition } from '../kit/source-mapping.ts';
import type { QueryResolvers, ResolversParentTypes } from './generated/types.ts';

const mapping = {
  types: {
    Home: {
      kind: 'rows',
      relation: 'home',
      recordColumn: 'record_id',
      subjectColumn: 'owner_person_key',
      divisionColumn: 'division',
      completeness: { within: '230000', freshForHours: 48 },
      fields: {
        unitNumber: column('unit_number'),
        owner: entity('Person', { id: 'owner_person_key' }),
        recordedIdKind: column('owner_id_kind'),
        recordedIdNumber: column('owner_id_number'),
        ownerName: column('owner_name'),
        rightType: column('right_type'),
        use: column('use'),
        areaSquareMetres: column('area_square_metres'),
        sharePercent: column('share_percent'),
        acquiredBy: column('acquired_by'),
        registeredOn: column('registered_on'),
        address: column('address'),
        contractNumber: column('contract_number'),
        contractPrice: column('contract_price_fen'),
        division: column('division'),
      },
    },
    HousingFundAccount: {
      kind: 'rows',
      relation: 'housing_fund_account',
      recordColumn: 'record_id',
      subjectColumn: 'person_key',
      divisionColumn: 'division',
      fields: {
        person: entity('Person', { id: 'person_key' }),
        recordedIdKind: column('id_kind'),
        recordedIdNumber: column('id_number'),
        unitName: column('unit_name'),
        monthlyBase: column('base_fen'),
        monthlyAmount: column('monthly_fen'),
        balance: column('balance_fen'),
        status: column('status'),
        lastMonth: column('last_month'),
        division: column('division'),
      },
    },
    Person: {
      kind: 'stub',
      keyFields: ['id'],
      fields: {
        homes: list('Home', { owner_person_key: 'id' }),
        housingFundAccounts: list('HousingFundAccount', { person_key: 'id' }),
        ownsHome: exists({
          type: 'Home',
          on: { owner_person_key: 'id' },
          where: [isIn('right_type', 'OWNERSHIP'), isIn('use', 'RESIDENTIAL')],
        }),
      },
    },
  },
  queries: {
    homes: {
      kind: 'connection',
      type: 'Home',
      filters: {
        unitNumber: 'unit_number',
        rightType: 'right_type',
        use: 'use',
        acquiredBy: 'acquired_by',
        registeredOn: 'registered_on',
        contractPrice: 'contract_price_fen',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { REGISTERED_ON: 'registered_on', UNIT_NUMBER: 'unit_number', VALID_FROM: 'valid_from' },
    },
    housingFundAccounts: {
      kind: 'connection',
      type: 'HousingFundAccount',
      filters: {
        status: 'status',
        monthlyBase: 'base_fen',
        monthlyAmount: 'monthly_fen',
        balance: 'balance_fen',
        lastMonth: 'last_month',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { MONTHLY_BASE: 'base_fen', MONTHLY_AMOUNT: 'monthly_fen', VALID_FROM: 'valid_from' },
    },
  },
} as const satisfies MappingOf<ResolversParentTypes, QueryResolvers>;

/** What housing serves, and from which tables. */
export const subgraph: SubgraphDefinition = { name: 'housing', mapping };
