/** Days are `YYYY-MM-DD`, months `YYYY-MM`: text that sorts as time does. */

/** What the agencies have on record of one person, as the hub gave it in one exchange. */
export interface PersonRecords {
  readonly personKey: string;
  readonly resident: ResidentRecord;
  readonly insurance: readonly InsuranceRecord[];
  readonly benefits: readonly BenefitRecord[];
  readonly registrations: readonly RegistrationRecord[];
  readonly trainings: readonly TrainingRecord[];
  readonly deaths: readonly DeathRecord[];
  readonly certificates: readonly CertificateRecord[];
  readonly assistance: readonly AssistanceRecord[];
  readonly enrolments: readonly EnrolmentRecord[];
  /** Everybody else of the registered household; null where the person is registered in none. */
  readonly household: HouseholdRecords | null;
}

/** Of household registration. */
export interface ResidentRecord {
  readonly recordKey: string;
  readonly bornOn: string | null;
  readonly sex: string | null;
  /** `NORMAL`, `DECEASED`, `MOVED_OUT` or `CANCELLED`. */
  readonly status: string | null;
  readonly statusOn: string | null;
  /** The division of the address. */
  readonly division: string | null;
  /** From when the record describes the world. */
  readonly validFrom: string | null;
}

/** Of labour: months in which insurance was paid. */
export interface InsuranceRecord {
  readonly recordKey: string;
  /** `PENSION`, `MEDICAL`, `UNEMPLOYMENT` or `INJURY`. */
  readonly kind: string | null;
  /** `PAYING`, `SUSPENDED` or `STOPPED`. */
  readonly status: string | null;
  readonly fromMonth: string | null;
  readonly toMonth: string | null;
  /** The day, in China, on which it was written down. */
  readonly recordedOn: string | null;
  /** Who pays; null for a person who pays alone. */
  readonly unit: UnitRecord | null;
}

export interface UnitRecord {
  /** Null for a unit that is in no register of firms, such as an office. */
  readonly creditCode: string | null;
  /** `OPEN`, `CANCELLED` or `REVOKED`; null where the registry does not know it. */
  readonly status: string | null;
  readonly cancelledOn: string | null;
}

/** Of labour: months in which a benefit was received. */
export interface BenefitRecord {
  readonly recordKey: string;
  /** `PENSION`, `RESIDENT_PENSION`, `UNEMPLOYMENT` or `INJURY`. */
  readonly kind: string | null;
  readonly fromMonth: string | null;
  readonly toMonth: string | null;
}

/** Of labour. */
export interface RegistrationRecord {
  readonly recordKey: string;
  /** `EMPLOYED`, `UNEMPLOYED`, `FLEXIBLE` or `RETIRED`. */
  readonly status: string | null;
  readonly registeredOn: string | null;
  readonly occupation: string | null;
}

/** Of health (a certificate) or civil affairs (a cremation). */
export interface DeathRecord {
  readonly recordKey: string;
  readonly source: 'health' | 'civil-affairs';
  /** The day of death, or of the cremation where that of the death is not known. */
  readonly on: string | null;
}

/** Of civil affairs: a certificate of disability, of which no more is read than when it holds and what follows from it. */
export interface CertificateRecord {
  /** Of one of the two severest grades. */
  readonly isSevere: boolean;
  readonly issuedOn: string | null;
  readonly expiresOn: string | null;
}

/** Of civil affairs: a family on assistance that counts the person. */
export interface AssistanceRecord {
  readonly scheme: string | null;
  readonly status: string | null;
  /** From when the person is counted. */
  readonly countedFrom: string | null;
  /** Until when the person was counted; null while they are. */
  readonly countedTo: string | null;
}

/** Of labour: vocational training that was paid with public money. */
export interface TrainingRecord {
  readonly recordKey: string;
  /** The occupation that it trains for, by the national classification. */
  readonly occupation: string | null;
  readonly startedOn: string | null;
  /** The last day; null while it runs. */
  readonly endedOn: string | null;
  /** `PASSED`, `FAILED` or `LEFT`; null while it runs. */
  readonly result: string | null;
}

/** Of education. */
export interface EnrolmentRecord {
  /** `PRIMARY`, `JUNIOR`, `SENIOR`, `VOCATIONAL`, `COLLEGE` or `UNIVERSITY`. */
  readonly stage: string | null;
  /** `ENROLLED`, `LEFT` or `SUSPENDED`. */
  readonly status: string | null;
  readonly leftOn: string | null;
}

export interface HouseholdRecords {
  readonly householdNumber: string;
  /** `URBAN` or `RURAL`. */
  readonly setting: string | null;
  readonly others: readonly HouseholdMember[];
}

/** Somebody of the household: whether they work, or are to, and no more. */
export interface HouseholdMember {
  /** Null where the recorded number is unsound. */
  readonly personKey: string | null;
  readonly bornOn: string | null;
  readonly status: string | null;
  readonly insurance: readonly InsuranceRecord[];
  readonly benefits: readonly BenefitRecord[];
  readonly registrations: readonly RegistrationRecord[];
  readonly enrolments: readonly EnrolmentRecord[];
  readonly certificates: readonly CertificateRecord[];
}
