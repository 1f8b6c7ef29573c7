import { column, entity, exists, isIn, isNotIn, list } from '../kit/field-sources.ts';
import type { MappingOf } from '../kit/mapping-of.ts';
import type { SubgraphDefinition } from '../kit/source-mapping.ts';
import type { QueryResolvers, ResolversParentTypes } from './generated/types.ts';

const OWNED = { type: 'Vehicle', on: { owner_person_key: 'id' } } as const;
const IN_USE = isIn('status', 'NORMAL');

/** 最低生活保障审核确认办法（民发〔2021〕57号）: what a family on assistance may own. The audit of vehicles exempts the same. */
const COUNTED = [isNotIn('vehicle_kind', 'MOBILITY_SCOOTER'), isNotIn('use', 'SOLE_LIVELIHOOD')];

const mapping = {
  types: {
    Vehicle: {
      kind: 'rows',
      relation: 'vehicle',
      recordColumn: 'record_id',
      subjectColumn: 'owner_person_key',
      divisionColumn: 'division',
      completeness: { within: '230000', freshForHours: 48 },
      key: { plateType: 'plate_type', plate: 'plate' },
      fields: {
        plateType: column('plate_type'),
        plate: column('plate'),
        owner: entity('Person', { id: 'owner_person_key' }),
        recordedIdKind: column('owner_id_kind'),
        recordedIdNumber: column('owner_id_number'),
        ownerName: column('owner_name'),
        vehicleKind: column('vehicle_kind'),
        use: column('use'),
        status: column('status'),
        brand: column('brand'),
        firstRegisteredOn: column('first_registered_on'),
        displacementMl: column('displacement_ml'),
        valueClass: column('value_class'),
        division: column('division'),
      },
    },
    Person: {
      kind: 'stub',
      keyFields: ['id'],
      fields: {
        vehicles: list('Vehicle', { owner_person_key: 'id' }),
        hasVehicle: exists({ ...OWNED, where: [IN_USE] }),
        hasNonExemptVehicle: exists({ ...OWNED, where: [IN_USE, ...COUNTED] }),
      },
    },
  },
  queries: {
    vehicle: { kind: 'one', type: 'Vehicle', by: { plateType: 'plate_type', plate: 'plate' } },
    vehicles: {
      kind: 'connection',
      type: 'Vehicle',
      filters: {
        plateType: 'plate_type',
        vehicleKind: 'vehicle_kind',
        use: 'use',
        status: 'status',
        brand: 'brand',
        valueClass: 'value_class',
        firstRegisteredOn: 'first_registered_on',
        displacementMl: 'displacement_ml',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { FIRST_REGISTERED_ON: 'first_registered_on', VALID_FROM: 'valid_from' },
    },
    vehicleStatistics: {
      kind: 'statistics',
      type: 'Vehicle',
      dimensions: { DIVISION: 'division', USE: 'use', VEHICLE_KIND: 'vehicleKind' },
      measures: {},
      filters: { use: 'use', vehicleKind: 'vehicle_kind', status: 'status', division: 'division' },
    },
  },
} as const satisfies MappingOf<ResolversParentTypes, QueryResolvers>;

/** What vehicles serves, and from which tables. */
export const subgraph: SubgraphDefinition = { name: 'vehicles', mapping };
