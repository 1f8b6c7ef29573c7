import { SluiceError } from '../../errors/sluice-error.ts';
import { column, entity, list, lists } from '../kit/field-sources.ts';
import type { MappingOf } from '../kit/mapping-of.ts';
import type { SubgraphDefinition } from '../kit/source-mapping.ts';
import { ageBandOf } from './age-band.ts';
import type { QueryResolvers, ResolversParentTypes } from './generated/types.ts';

/** The gateway asks for `id` instead and encrypts it; whoever fetches the pseudonym itself has gone round that. */
const madeByGateway = {
  kind: 'computed',
  columns: [],
  compute: () => {
    throw new SluiceError('INTERNAL', {}, { cause: new Error('a pseudonym was fetched from a subgraph') });
  },
} as const;

const mapping = {
  types: {
    Person: {
      kind: 'rows',
      relation: 'resident',
      recordColumn: 'record_id',
      subjectColumn: 'person_key',
      divisionColumn: 'division',
      key: { id: 'person_key' },
      fields: {
        id: column('person_key'),
        pseudonym: madeByGateway,
        recordedIdKind: column('id_kind'),
        recordedIdNumber: column('id_number'),
        name: column('name'),
        sex: column('sex'),
        bornOn: column('born_on'),
        ageBand: { kind: 'computed', columns: ['born_on'], compute: ageBandOf },
        ethnicity: column('ethnicity'),
        household: entity('Household', { householdNumber: 'household_number' }),
        householdNumber: column('household_number'),
        relation: column('relation'),
        addressDivision: column('address_division'),
        address: column('address'),
        phone: column('phone'),
        status: column('status'),
        statusOn: column('status_on'),
        movedToDivision: column('moved_to_division'),
        division: column('division'),
        identityChanges: lists(
          ['IdentityChange', { person_key: 'person_key' }],
          ['IdentityChange', { former_person_key: 'person_key' }],
        ),
      },
    },
    Household: {
      kind: 'rows',
      relation: 'household',
      recordColumn: 'record_id',
      subjectColumn: 'head_person_key',
      divisionColumn: 'division',
      key: { householdNumber: 'household_number' },
      fields: {
        householdNumber: column('household_number'),
        setting: column('setting'),
        addressDivision: column('address_division'),
        address: column('address'),
        head: entity('Person', { id: 'head_person_key' }),
        recordedIdKind: column('head_id_kind'),
        recordedIdNumber: column('head_id_number'),
        division: column('division'),
        members: list('Person', { household_number: 'household_number' }),
      },
    },
    IdentityChange: {
      kind: 'rows',
      relation: 'identity_change',
      recordColumn: 'record_id',
      subjectColumn: 'person_key',
      divisionColumn: 'division',
      fields: {
        person: entity('Person', { id: 'person_key' }),
        recordedIdKind: column('id_kind'),
        recordedIdNumber: column('id_number'),
        formerPerson: entity('Person', { id: 'former_person_key' }),
        formerRecordedIdKind: column('former_id_kind'),
        formerRecordedIdNumber: column('former_id_number'),
        changedOn: column('changed_on'),
        reason: column('reason'),
        division: column('division'),
      },
    },
  },
  queries: {
    person: { kind: 'one', type: 'Person', by: { id: 'person_key' } },
    persons: {
      kind: 'connection',
      type: 'Person',
      filters: {
        id: 'person_key',
        sex: 'sex',
        bornOn: 'born_on',
        householdNumber: 'household_number',
        relation: 'relation',
        addressDivision: 'address_division',
        status: 'status',
        statusOn: 'status_on',
        movedToDivision: 'moved_to_division',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { VALID_FROM: 'valid_from' },
    },
    household: { kind: 'one', type: 'Household', by: { householdNumber: 'household_number' } },
    households: {
      kind: 'connection',
      type: 'Household',
      filters: {
        householdNumber: 'household_number',
        setting: 'setting',
        addressDivision: 'address_division',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { HOUSEHOLD_NUMBER: 'household_number', VALID_FROM: 'valid_from' },
    },
    identityChanges: {
      kind: 'connection',
      type: 'IdentityChange',
      filters: {
        changedOn: 'changed_on',
        reason: 'reason',
        division: 'division',
        qualityFlag: 'quality_flag',
      },
      orderings: { CHANGED_ON: 'changed_on', VALID_FROM: 'valid_from' },
    },
  },
} as const satisfies MappingOf<ResolversParentTypes, QueryResolvers>;

/** What household registration serves, and from which tables. */
export const subgraph: SubgraphDefinition = { name: 'household-registration', mapping };
