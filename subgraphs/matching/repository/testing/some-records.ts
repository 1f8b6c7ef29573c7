import type {
  BenefitRecord,
  HouseholdMember,
  InsuranceRecord,
  PersonRecords,
  RegistrationRecord,
  UnitRecord,
} from '../picture/person-records.ts';

/** A firm of the registry that is open. */
export const OPEN_FIRM: UnitRecord = { creditCode: 'FIRM1', status: 'OPEN', cancelledOn: null };

export function insurance(
  fromMonth: string,
  toMonth: string | null,
  others: Partial<InsuranceRecord> = {},
): InsuranceRecord {
  return {
    recordKey: `I${fromMonth}`,
    kind: 'PENSION',
    status: toMonth === null ? 'PAYING' : 'STOPPED',
    fromMonth,
    toMonth,
    recordedOn: `${fromMonth}-05`,
    unit: OPEN_FIRM,
    ...others,
  };
}

export function benefit(kind: string, fromMonth: string, toMonth: string | null = null): BenefitRecord {
  return { recordKey: `B${fromMonth}`, kind, fromMonth, toMonth };
}

export function registration(
  status: string,
  registeredOn: string,
  occupation: string | null = null,
): RegistrationRecord {
  return { recordKey: `R${registeredOn}`, status, registeredOn, occupation };
}

/** A man of 46 in a town, living alone, of whom labour knows nothing yet. */
export function person(others: Partial<PersonRecords> = {}): PersonRecords {
  return {
    personKey: 'RID:239901198001010011',
    resident: {
      recordKey: '1',
      bornOn: '1980-01-01',
      sex: 'MALE',
      status: 'NORMAL',
      statusOn: null,
      division: '230102003',
      validFrom: '2010-01-01',
    },
    insurance: [],
    benefits: [],
    registrations: [],
    trainings: [],
    deaths: [],
    certificates: [],
    assistance: [],
    enrolments: [],
    household: { householdNumber: 'H1', setting: 'URBAN', others: [] },
    ...others,
  };
}

export function member(others: Partial<HouseholdMember> = {}): HouseholdMember {
  return {
    personKey: 'RID:239901198201010022',
    bornOn: '1982-01-01',
    status: 'NORMAL',
    enrolments: [],
    certificates: [],
    insurance: [],
    benefits: [],
    registrations: [],
    ...others,
  };
}
