import { dayInChina } from '../../../../identifiers/calendar-day.ts';
import type { EntityKey } from '../../../../stream/change-event.ts';
import type { EmployerRecords } from '../picture/employer-records.ts';
import type {
  BenefitRecord,
  CertificateRecord,
  EnrolmentRecord,
  HouseholdRecords,
  InsuranceRecord,
  PersonRecords,
  RegistrationRecord,
  UnitRecord,
} from '../picture/person-records.ts';
import { Away } from '../../../kit/following/away.ts';

type Node = Readonly<Record<string, unknown>>;

/** A person as the hub answered, and by which entities the answer came. */
export interface AnsweredPerson {
  readonly records: PersonRecords;
  readonly cameBy: readonly EntityKey[];
}

/**
 * @param node a `Person` of fragment `PersonRecords`; null for one without a key, of whom nobody could say who it is
 * @throws Away where a list is missing that every whole answer has: nothing is concluded from what is not there
 */
export function readPerson(node: Node): AnsweredPerson | null {
  const personKey = text(node['id']);
  if (personKey === null) return null;
  const records: PersonRecords = {
    personKey,
    resident: {
      recordKey: text(node['recordKey']) ?? '',
      bornOn: text(node['bornOn']),
      sex: text(node['sex']),
      status: text(node['status']),
      statusOn: text(node['statusOn']),
      division: text(node['addressDivision']),
      validFrom: text(node['validFrom']),
    },
    ...workRecords(node),
    trainings: list(node, 'trainings').map((each) => ({
      recordKey: keyOf(each),
      occupation: text(each['occupation']),
      startedOn: text(each['startedOn']),
      endedOn: text(each['endedOn']),
      result: text(each['result']),
    })),
    deaths: [
      ...list(node, 'deathCertificates').map((each) => ({
        recordKey: keyOf(each),
        source: 'health' as const,
        on: text(each['diedOn']),
      })),
      ...list(node, 'cremations').map((each) => ({
        recordKey: keyOf(each),
        source: 'civil-affairs' as const,
        on: text(each['diedOn']) ?? text(each['crematedOn']),
      })),
    ],
    certificates: certificatesOf(node),
    assistance: list(node, 'assistanceMemberships').map((each) => ({
      scheme: text(object(each['family'])?.['scheme']),
      status: text(object(each['family'])?.['status']),
      countedFrom: text(each['validFrom']),
      countedTo: text(each['validTo']),
    })),
    enrolments: enrolmentsOf(node),
    household: readHousehold(object(node['household']), personKey),
  };
  return { records, cameBy: entitiesOf(node, personKey) };
}

/** @throws Away as `readPerson` */
export function readEmployer(node: Node): EmployerRecords | null {
  const creditCode = text(node['creditCode']);
  if (creditCode === null) return null;
  return {
    creditCode,
    status: text(node['status']),
    registeredOn: text(node['registeredOn']),
    cancelledOn: text(node['cancelledOn']),
    division: text(node['division']),
    insured: list(node, 'insured').map((each) => ({
      personKey: text(object(each['person'])?.['id']),
      status: text(each['status']),
      fromMonth: text(each['fromMonth']),
      toMonth: text(each['toMonth']),
      recordedOn: dayOf(each['recordedAt']),
    })),
  };
}

function workRecords(node: Node): {
  readonly insurance: readonly InsuranceRecord[];
  readonly benefits: readonly BenefitRecord[];
  readonly registrations: readonly RegistrationRecord[];
} {
  return {
    insurance: list(node, 'insurance').map((each) => ({
      recordKey: keyOf(each),
      kind: text(each['kind']),
      status: text(each['status']),
      fromMonth: text(each['fromMonth']),
      toMonth: text(each['toMonth']),
      recordedOn: dayOf(each['recordedAt']),
      unit: readUnit(object(each['unit']), text(each['unitName'])),
    })),
    benefits: list(node, 'benefits').map((each) => ({
      recordKey: keyOf(each),
      kind: text(each['kind']),
      fromMonth: text(each['fromMonth']),
      toMonth: text(each['toMonth']),
    })),
    registrations: list(node, 'employmentRegistrations').map((each) => ({
      recordKey: keyOf(each),
      status: text(each['status']),
      registeredOn: text(each['registeredOn']),
      occupation: text(each['occupation']),
    })),
  };
}

/** A unit that is in no register of firms has a name alone. */
function readUnit(unit: Node | null, name: string | null): UnitRecord | null {
  const creditCode = text(unit?.['creditCode']);
  if (creditCode === null)
    return name === null ? null : { creditCode: null, status: null, cancelledOn: null };
  return { creditCode, status: text(unit?.['status']), cancelledOn: text(unit?.['cancelledOn']) };
}

function readHousehold(household: Node | null, personKey: string): HouseholdRecords | null {
  const householdNumber = text(household?.['householdNumber']);
  if (household === null || householdNumber === null) return null;
  const others = list(household, 'members').filter((member) => text(member['id']) !== personKey);
  return {
    householdNumber,
    setting: text(household['setting']),
    others: others.map((member) => ({
      personKey: text(member['id']),
      bornOn: text(member['bornOn']),
      status: text(member['status']),
      // Nobody finds the records of somebody whose number is unsound.
      ...(text(member['id']) === null
        ? { enrolments: [], certificates: [], insurance: [], benefits: [], registrations: [] }
        : {
            enrolments: enrolmentsOf(member),
            certificates: certificatesOf(member),
            ...workRecords(member),
          }),
    })),
  };
}

function enrolmentsOf(node: Node): readonly EnrolmentRecord[] {
  return list(node, 'enrolments').map((each) => ({
    stage: text(each['stage']),
    status: text(each['status']),
    leftOn: text(each['leftOn']),
  }));
}

function certificatesOf(node: Node): readonly CertificateRecord[] {
  return list(node, 'disabilityCertificates').map((each) => ({
    isSevere: each['isSevere'] === true,
    issuedOn: text(each['issuedOn']),
    expiresOn: text(each['expiresOn']),
  }));
}

function entitiesOf(node: Node, personKey: string): readonly EntityKey[] {
  const household = object(node['household']);
  const members = household === null ? [] : list(household, 'members');
  const named: readonly (readonly [string, unknown])[] = [
    ['Household', household?.['householdNumber']],
    ...members.map((member) => ['Person', member['id']] as const),
    ...list(node, 'insurance').map((each) => ['Enterprise', object(each['unit'])?.['creditCode']] as const),
    ...list(node, 'assistanceMemberships').map(
      (each) => ['AssistanceFamily', object(each['family'])?.['caseNumber']] as const,
    ),
  ];
  const found = new Map<string, EntityKey>();
  for (const [type, value] of named) {
    const key = text(value);
    if (key !== null && !(type === 'Person' && key === personKey)) found.set(`${type} ${key}`, { type, key });
  }
  return [...found.values()];
}

function list(node: Node, name: string): readonly Node[] {
  const value = node[name];
  if (!Array.isArray(value)) throw new Away();
  return value.filter((each): each is Node => typeof each === 'object' && each !== null);
}

function object(value: unknown): Node | null {
  return typeof value === 'object' && value !== null ? (value as Node) : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function keyOf(record: Node): string {
  return text(record['recordKey']) ?? '';
}

function dayOf(instant: unknown): string | null {
  const said = text(instant);
  return said === null ? null : dayInChina(new Date(said));
}
