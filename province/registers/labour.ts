import { dayOfMonth, dayText, LAST_MONTH, monthOf, monthText, TODAY, type Month } from '../draw/calendar.ts';
import type { Town } from '../draw/towns.ts';
import type { Household, Person, Work } from '../people/person.ts';
import { recordedIdentity } from '../people/recorded-identity.ts';
import {
  benefitIntervalTable,
  employmentRegistrationTable,
  insuranceIntervalTable,
} from './agency-tables.ts';
import type { BlockDesk } from './block-desk.ts';
import { publicUnit } from './business-registry.ts';

export interface InsuranceFacts {
  readonly person: Person;
  readonly town: Town;
  readonly kinds: readonly ('PENSION' | 'MEDICAL' | 'UNEMPLOYMENT' | 'INJURY')[];
  readonly baseFen: number;
  readonly from: Month;
  /** The last month; null while it runs. */
  readonly to: Month | null;
  readonly unit: { readonly creditCode: string | null; readonly name: string };
}

/** Dataset 12 (paid): one row a kind of insurance and job. */
export function writeInsurance(desk: BlockDesk, facts: InsuranceFacts): void {
  for (const kind of facts.kinds) {
    const as = recordedIdentity(desk.rng, facts.person);
    desk.rows.write(
      insuranceIntervalTable,
      {
        validFrom: dayOfMonth(facts.from, 1),
        validTo: facts.to === null ? null : dayOfMonth(facts.to + 1, 1),
        flag: as.flag,
      },
      {
        person_key: as.key,
        id_kind: as.kind,
        id_number: as.number,
        unit_credit_code: facts.unit.creditCode,
        unit_name: facts.unit.name,
        kind,
        base_fen: facts.baseFen,
        status: facts.to === null ? 'PAYING' : 'STOPPED',
        from_month: monthText(facts.from),
        to_month: facts.to === null ? null : monthText(facts.to),
        division: facts.town.county,
      },
    );
  }
}

export interface BenefitFacts {
  readonly person: Person;
  readonly town: Town;
  readonly kind: 'PENSION' | 'RESIDENT_PENSION' | 'UNEMPLOYMENT' | 'INJURY';
  readonly monthlyFen: number;
  readonly from: Month;
  readonly to: Month | null;
}

/** Dataset 12 (received). */
export function writeBenefit(desk: BlockDesk, facts: BenefitFacts): void {
  const as = recordedIdentity(desk.rng, facts.person);
  desk.rows.write(
    benefitIntervalTable,
    {
      validFrom: dayOfMonth(facts.from, 1),
      validTo: facts.to === null ? null : dayOfMonth(facts.to + 1, 1),
      flag: as.flag,
    },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      kind: facts.kind,
      monthly_fen: facts.monthlyFen,
      from_month: monthText(facts.from),
      to_month: facts.to === null ? null : monthText(facts.to),
      division: facts.town.county,
    },
  );
}

/** Datasets 12 and 13 of one person, as the work implies. */
export function writeLabour(desk: BlockDesk, household: Household, person: Person): void {
  const { rng } = desk;
  const { work } = person;
  const { town } = household;
  if (work.kind === 'EMPLOYEE' || work.kind === 'PUBLIC') writeJobs(desk, town, person, work);
  if (work.kind === 'PENSIONER' || work.kind === 'RESIDENT_PENSIONER') {
    writeBenefit(desk, {
      person,
      town,
      kind: work.kind === 'PENSIONER' ? 'PENSION' : 'RESIDENT_PENSION',
      monthlyFen: work.pensionFen,
      from: Math.min(monthOf(person.born) + 60 * 12, monthOf(person.died ?? TODAY) - 2),
      to: person.died === null ? null : monthOf(person.died),
    });
  }
  if (work.kind === 'UNEMPLOYED' && !household.poor && rng.chance(0.35)) {
    const from = LAST_MONTH - rng.between(1, 12);
    writeBenefit(desk, { person, town, kind: 'UNEMPLOYMENT', monthlyFen: 126_000, from, to: null });
  }
  if (work.kind !== 'STUDENT' && work.kind !== 'INFANT' && person.age >= 18)
    writeRegistration(desk, household, person);
}

function writeJobs(
  desk: BlockDesk,
  town: Town,
  person: Person,
  work: Extract<Work, { readonly wageFen: number }>,
): void {
  const { rng } = desk;
  const employer = rng.pick(desk.employers);
  const unit = work.kind === 'PUBLIC' ? { creditCode: null, name: publicUnit(town) } : employer;
  const kinds = ['PENSION', 'UNEMPLOYMENT', ...(rng.chance(0.5) ? (['INJURY'] as const) : [])] as const;
  const before = work.since - rng.between(1, 8);
  const length = Math.min(rng.between(3, 60), before - (monthOf(person.born) + 18 * 12));
  const hadAnother = length > 2 && rng.chance(0.3);
  // Where the former job is on record, no dirt hides that another followed.
  const insured = hadAnother ? { ...person, clean: true } : person;
  const base = { baseFen: work.wageFen, from: work.since, to: null, unit };
  writeInsurance(desk, { person: insured, town, kinds, ...base });
  if (hadAnother) {
    const former = { baseFen: Math.round(work.wageFen * 0.85), unit: rng.pick(desk.employers) };
    writeInsurance(desk, { person, town, kinds: ['PENSION'], from: before - length, to: before, ...former });
  }
}

const REGISTERED: Readonly<Record<Work['kind'], 'EMPLOYED' | 'UNEMPLOYED' | 'FLEXIBLE' | 'RETIRED' | null>> =
  {
    EMPLOYEE: 'EMPLOYED',
    PUBLIC: 'EMPLOYED',
    PENSIONER: 'RETIRED',
    RESIDENT_PENSIONER: null,
    FLEXIBLE: 'FLEXIBLE',
    FARMER: null,
    UNEMPLOYED: 'UNEMPLOYED',
    NONE: null,
    STUDENT: null,
    INFANT: null,
  };

function writeRegistration(desk: BlockDesk, household: Household, person: Person): void {
  const status = REGISTERED[person.work.kind];
  if (status === null) return;
  const { rng } = desk;
  const as = recordedIdentity(rng, person);
  const on = Math.min(TODAY - 2, Math.max(person.born + 6600, TODAY - rng.between(20, 1500)));
  const jobless = status === 'UNEMPLOYED';
  desk.rows.write(
    employmentRegistrationTable,
    { validFrom: on, flag: as.flag },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      status,
      registered_on: dayText(on),
      reason: jobless ? rng.pick(['CONTRACT_ENDED', 'DISMISSED', 'RESIGNED', 'NEVER_EMPLOYED']) : null,
      difficulty_class: jobless ? difficultyOf(household, person) : null,
      occupation:
        jobless || rng.chance(0.1) ? null : rng.pick(['SERVICE', 'TRADE', 'OFFICE', 'DRIVER', 'BUILDER']),
      division: household.town.county,
    },
  );
}

function difficultyOf(household: Household, person: Person): string | null {
  if (person.disability !== null) return 'DISABLED';
  if (household.assisted) return 'DIBAO';
  return person.age >= 50 ? 'OVER_50' : null;
}
