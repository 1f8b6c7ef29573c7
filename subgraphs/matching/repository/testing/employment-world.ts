import { entityKey, type ChangeEvent, type EntityKey } from '../../../../stream/change-event.ts';

/** One change of the small world below; numbers name people, firms, households, families and records. */
export type WorldChange =
  | {
      readonly kind: 'resident';
      readonly person: number;
      readonly household: number;
      readonly isDead: boolean;
      /** Where the person lives; not said: where all others do. */
      readonly division?: string;
    }
  | {
      readonly kind: 'insurance';
      readonly id: number;
      readonly person: number;
      readonly firm: number | null;
      readonly toMonth: string | null;
    }
  | { readonly kind: 'registration'; readonly id: number; readonly person: number; readonly status: string }
  | { readonly kind: 'training'; readonly id: number; readonly person: number; readonly isPassed: boolean }
  | { readonly kind: 'benefit'; readonly id: number; readonly person: number; readonly isOver: boolean }
  | { readonly kind: 'certificate'; readonly id: number; readonly person: number; readonly isValid: boolean }
  | {
      readonly kind: 'assistance';
      readonly family: number;
      readonly person: number;
      readonly isActive: boolean;
    }
  | { readonly kind: 'death'; readonly id: number; readonly person: number }
  | { readonly kind: 'firm'; readonly firm: number; readonly isOpen: boolean };

export const personKey = (person: number): string => `RID:23990119800101${String(person).padStart(4, '0')}`;
export const creditCode = (firm: number): string => `FIRM${firm}`;
const householdNumber = (household: number): string => `H${household}`;
const caseNumber = (family: number): string => `C${family}`;

type Node = Readonly<Record<string, unknown>>;
type Of<K extends WorldChange['kind']> = Extract<WorldChange, { readonly kind: K }>;

/** People, firms and what agencies have on record of them, in the form of the repository's operations. */
export class EmploymentWorld {
  private readonly residents = new Map<number, Of<'resident'>>();
  private readonly insurance = new Map<number, Of<'insurance'>>();
  private readonly registrations = new Map<number, Of<'registration'>>();
  private readonly trainings = new Map<number, Of<'training'>>();
  private readonly benefits = new Map<number, Of<'benefit'>>();
  private readonly certificates = new Map<number, Of<'certificate'>>();
  private readonly assistance = new Map<number, Of<'assistance'>>();
  private readonly deaths = new Map<number, Of<'death'>>();
  private readonly firms = new Map<number, Of<'firm'>>();

  /** The people on the register, in the order of their keys. */
  persons(): readonly Node[] {
    return [...this.residents.keys()].sort((one, other) => one - other).map((person) => this.person(person));
  }

  /** Household registration has somebody no more, and nobody hears of it. */
  remove(person: number): void {
    this.residents.delete(person);
  }

  employers(): readonly Node[] {
    return [...this.firms.values()].map(({ firm, isOpen }) => ({
      ...firmNode(firm, isOpen),
      registeredOn: '2015-03-01',
      division: '230102',
      insured: [...this.insurance.values()]
        .filter((record) => record.firm === firm)
        .map((record) => ({ ...insuranceNode(record), person: { id: personKey(record.person) } })),
    }));
  }

  /** Makes the change and answers with the event that an agency would publish, less its position. */
  apply(change: WorldChange): Omit<ChangeEvent, 'position'> {
    switch (change.kind) {
      case 'resident': {
        const before = this.residents.get(change.person)?.household ?? null;
        this.residents.set(change.person, change);
        const households = [before, change.household].map((number) =>
          number === null ? null : entityKey('Household', { householdNumber: householdNumber(number) }),
        );
        return eventOf('household-registration', 'Person', [ofPerson(change.person), ...households]);
      }
      case 'insurance': {
        const before = this.insurance.get(change.id);
        this.insurance.set(change.id, change);
        const keys = [before, change].flatMap((each) =>
          each === undefined ? [] : [ofPerson(each.person), ofFirm(each.firm)],
        );
        return eventOf('labour', 'InsuranceInterval', keys);
      }
      case 'registration':
        return this.put(this.registrations, change, ['labour', 'EmploymentRegistration']);
      case 'training':
        return this.put(this.trainings, change, ['labour', 'TrainingRecord']);
      case 'benefit':
        return this.put(this.benefits, change, ['labour', 'BenefitInterval']);
      case 'certificate':
        return this.put(this.certificates, change, ['civil-affairs', 'DisabilityCertificate']);
      case 'death':
        return this.put(this.deaths, change, ['health', 'DeathCertificate']);
      case 'assistance': {
        const before = this.assistance.get(change.family)?.person;
        this.assistance.set(change.family, change);
        const family = entityKey('AssistanceFamily', { caseNumber: caseNumber(change.family) });
        const type = before === change.person ? 'AssistanceFamily' : 'AssistanceMember';
        return eventOf('civil-affairs', type, [family, ofPerson(before ?? null), ofPerson(change.person)]);
      }
      case 'firm':
        this.firms.set(change.firm, change);
        return eventOf('business-registry', 'Enterprise', [ofFirm(change.firm)]);
    }
  }

  private put<T extends { readonly id: number; readonly person: number }>(
    records: Map<number, T>,
    change: T,
    [agency, type]: readonly [string, string],
  ): Omit<ChangeEvent, 'position'> {
    const before = records.get(change.id)?.person ?? null;
    records.set(change.id, change);
    return eventOf(agency, type, [ofPerson(before), ofPerson(change.person)]);
  }

  private of<T extends { readonly person: number }>(records: Map<number, T>, person: number): readonly T[] {
    return [...records.values()].filter((record) => record.person === person);
  }

  private person(person: number): Node {
    const resident = this.residents.get(person);
    const household = resident?.household ?? 0;
    const members = [...this.residents.values()].filter((other) => other.household === household);
    return {
      ...this.member(person),
      statusOn: resident?.isDead === true ? '2026-05-04' : null,
      addressDivision: resident?.division ?? '230102003',
      validFrom: '2010-01-01',
      recordKey: `P${person}`,
      deathCertificates: this.of(this.deaths, person).map(({ id }) => ({
        recordKey: `D${id}`,
        diedOn: '2026-05-04',
      })),
      cremations: [],
      trainings: this.of(this.trainings, person).map(({ id, isPassed }) => ({
        recordKey: `T${id}`,
        occupation: `6-18-02-0${id}`,
        startedOn: '2026-07-01',
        endedOn: isPassed ? '2026-09-15' : null,
        result: isPassed ? 'PASSED' : null,
      })),
      assistanceMemberships: this.of(this.assistance, person).map(({ family, isActive }) => ({
        validFrom: '2024-01-01',
        validTo: null,
        family: { caseNumber: caseNumber(family), scheme: 'DIBAO', status: isActive ? 'ACTIVE' : 'STOPPED' },
      })),
      household: {
        householdNumber: householdNumber(household),
        setting: 'URBAN',
        members: members.map((member) => this.member(member.person)),
      },
    };
  }

  private member(person: number): Node {
    return {
      id: personKey(person),
      enrolments: [],
      disabilityCertificates: this.of(this.certificates, person).map(({ id, isValid }) => ({
        isSevere: id % 2 === 0,
        issuedOn: '2020-01-01',
        expiresOn: isValid ? null : '2021-01-01',
      })),
      bornOn: '1980-01-01',
      sex: 'MALE',
      status: this.residents.get(person)?.isDead === true ? 'DECEASED' : 'NORMAL',
      insurance: this.of(this.insurance, person).map((record) => ({
        ...insuranceNode(record),
        unit:
          record.firm === null ? null : firmNode(record.firm, this.firms.get(record.firm)?.isOpen ?? true),
      })),
      benefits: this.of(this.benefits, person).map(({ id, isOver }) => ({
        recordKey: `B${id}`,
        kind: 'UNEMPLOYMENT',
        fromMonth: '2026-02',
        toMonth: isOver ? '2026-04' : null,
      })),
      employmentRegistrations: this.of(this.registrations, person).map(({ id, status }) => ({
        recordKey: `R${id}`,
        status,
        registeredOn: `2026-0${(id % 6) + 1}-10`,
        occupation: null,
      })),
    };
  }
}

function firmNode(firm: number, isOpen: boolean): Node {
  return {
    creditCode: creditCode(firm),
    status: isOpen ? 'OPEN' : 'CANCELLED',
    cancelledOn: isOpen ? null : '2026-06-15',
  };
}

function insuranceNode({ id, firm, toMonth }: Of<'insurance'>): Node {
  return {
    recordKey: `I${id}`,
    kind: 'PENSION',
    status: toMonth === null ? 'PAYING' : 'STOPPED',
    fromMonth: '2022-01',
    toMonth,
    recordedAt: '2022-01-05T00:00:00Z',
    unitName: firm === null ? null : `Firm ${firm}`,
  };
}

function ofPerson(person: number | null): EntityKey | null {
  return person === null ? null : entityKey('Person', { id: personKey(person) });
}

function ofFirm(firm: number | null): EntityKey | null {
  return firm === null ? null : entityKey('Enterprise', { creditCode: creditCode(firm) });
}

function eventOf(
  agency: string,
  type: string,
  keys: readonly (EntityKey | null)[],
): Omit<ChangeEvent, 'position'> {
  return {
    agency,
    kind: 'CHANGE',
    relation: type,
    types: [type],
    keys: keys.filter((key) => key !== null),
    committedAt: new Date().toISOString(),
  };
}
