import { dayOfMonth, dayText, FIRST_MONTH, MONTHS, TODAY, type Day } from '../draw/calendar.ts';
import type { Identity } from '../draw/numbers.ts';
import type { Town } from '../draw/towns.ts';
import type { Household, Person } from '../people/person.ts';
import { recordedIdentity } from '../people/recorded-identity.ts';
import {
  birthTable,
  deathCertificateTable,
  medicalClaimTable,
  medicalInsuranceTable,
  seriousIllnessTable,
} from './agency-tables.ts';
import type { BlockDesk } from './block-desk.ts';

const DISEASES = ['RESPIRATORY', 'CIRCULATORY', 'DIGESTIVE', 'INJURY', 'ENDOCRINE', 'SKELETAL', 'OTHER'];

export function hospitalOf(desk: BlockDesk, town: Town): string {
  return `${town.countyName}合成第${desk.rng.pick(['一', '二', '三'])}医院`;
}

/** Dataset 6: a death certificate. */
export function writeDeathCertificate(desk: BlockDesk, person: Person, died: Day, town: Town): void {
  const as = recordedIdentity(desk.rng, person);
  desk.rows.write(
    deathCertificateTable,
    { validFrom: died, flag: as.flag },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      name: person.name,
      certificate_number: `D2399${desk.office.serial()}`,
      died_on: dayText(died),
      place: desk.rng.pick(['HOSPITAL', 'HOME', 'HOME', null]),
      cause_group: desk.rng.pick(['CIRCULATORY', 'TUMOUR', 'RESPIRATORY', 'INJURY', 'OTHER']),
      division: town.county,
    },
  );
}

/** Dataset 14, insurance: nearly everybody, by work; lapsed for some. */
export function writeMedicalInsurance(desk: BlockDesk, household: Household, person: Person): void {
  const { rng } = desk;
  if (rng.chance(0.03)) return;
  const as = recordedIdentity(rng, person);
  const employee =
    person.work.kind === 'EMPLOYEE' || person.work.kind === 'PUBLIC' || person.work.kind === 'PENSIONER';
  const lapsed = person.died !== null || rng.chance(0.03);
  const from = Math.max(person.born + 10, TODAY - rng.between(300, 3000));
  const start = Math.min(from, (person.died ?? TODAY) - 5);
  desk.rows.write(
    medicalInsuranceTable,
    { validFrom: start, validTo: person.died ?? (lapsed ? TODAY - 4 : null), flag: as.flag },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      kind: employee ? 'EMPLOYEE' : 'RESIDENT',
      status: lapsed ? 'LAPSED' : 'COVERED',
      division: household.town.county,
    },
  );
}

/** Dataset 14, claims of the twelve months, and dataset 18: illness makes many and large ones. */
export function writeIllness(desk: BlockDesk, household: Household, person: Person): void {
  const { rng } = desk;
  const { illness } = person;
  const hospital = hospitalOf(desk, household.town);
  if (illness !== null) {
    const as = recordedIdentity(rng, person);
    const on = Math.max(person.born + 1, (person.died ?? TODAY) - rng.between(15, 1400));
    desk.rows.write(
      seriousIllnessTable,
      { validFrom: Math.min(on, TODAY - 2), flag: as.flag },
      {
        person_key: as.key,
        id_kind: as.kind,
        id_number: as.number,
        name: person.name,
        illness_class: illness,
        diagnosed_on: dayText(Math.min(on, TODAY - 2)),
        hospital,
        division: household.town.county,
      },
    );
  }
  if (!person.unseen) writeVisits(desk, household, person, hospital);
}

function writeVisits(desk: BlockDesk, household: Household, person: Person, hospital: string): void {
  const { rng } = desk;
  const { illness } = person;
  const isAlone = isOnlyOneLeft(household, person);
  const patient = isAlone ? { ...person, clean: true } : person;
  let selfPaidFen = 0;
  const visit = (on: Day, totalFen: number): void => {
    const claim = {
      person: patient,
      assisted: household.assisted,
      on,
      totalFen,
      hospital,
      town: household.town,
    };
    selfPaidFen += writeClaim(desk, claim);
  };
  for (const month of MONTHS) {
    const often = illness !== null ? 0.55 : person.age >= 60 ? 0.12 : 0.05;
    if (!rng.chance(often)) continue;
    const on = dayOfMonth(month, rng.between(1, 28));
    if (on < person.born || (person.died !== null && on > person.died)) continue;
    const totalFen = rng.between(120, 3000) * (illness === null ? 100 : 900);
    if (selfPaidFen + totalFen * MOST_SELF_PAID_SHARE <= MOST_SELF_PAID_FEN) visit(on, totalFen);
  }
  // Old people who live alone are seen by a doctor, but for those who are planted to be seen by nobody.
  const [first, last] = [dayOfMonth(FIRST_MONTH, 1), (person.died ?? TODAY) - 1];
  if (isAlone && selfPaidFen === 0 && last > first)
    visit(Math.max(last - rng.between(0, 300), first), 30_000);
}

/** The share that a patient bears is at most this, and the sum of a year, unless planted so, never a family's ruin. */
const MOST_SELF_PAID_SHARE = 0.5;
const MOST_SELF_PAID_FEN = 2_500_000;

/** Whether a person of sixty and over is the only one of the household whom the register has as living there. */
function isOnlyOneLeft(household: Household, person: Person): boolean {
  if (person.age < 59) return false;
  const others = household.people.filter((each) => each !== person);
  return others.every((each) => each.died !== null || (each.registered?.status ?? 'NORMAL') !== 'NORMAL');
}

export interface ClaimFacts {
  readonly person: Person;
  readonly assisted: boolean;
  readonly on: Day;
  readonly totalFen: number;
  /** What the patient bears; drawn where absent. */
  readonly selfPaidFen?: number;
  readonly hospital: string;
  readonly town: Town;
}

/** One claim; total = fund + aid + self. Answers what the patient bears. */
export function writeClaim(desk: BlockDesk, claim: ClaimFacts): number {
  const { rng } = desk;
  const as = recordedIdentity(rng, claim.person);
  const drawn = Math.round(claim.totalFen * (0.5 + rng.unit() * 0.25));
  const fund = claim.selfPaidFen === undefined ? drawn : claim.totalFen - claim.selfPaidFen;
  const aid =
    claim.assisted && claim.selfPaidFen === undefined ? Math.round((claim.totalFen - fund) * 0.6) : 0;
  desk.rows.write(
    medicalClaimTable,
    { validFrom: claim.on, flag: as.flag },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      claim_number: `MC2399${desk.office.serial()}`,
      hospital: claim.hospital,
      visited_on: dayText(claim.on),
      disease_group: claim.person.illness ?? rng.pick(DISEASES),
      total_fen: claim.totalFen,
      fund_paid_fen: fund,
      aid_fen: aid,
      self_paid_fen: claim.totalFen - fund - aid,
      division: claim.town.county,
    },
  );
  return claim.totalFen - fund - aid;
}

/** Dataset 18: a birth with its mother, where the household has both. */
export function writeBirth(
  desk: BlockDesk,
  birth: {
    readonly child: Person;
    readonly mother: Person;
    readonly town: Town;
    readonly certificate: Identity;
  },
): void {
  const { child, mother, certificate } = birth;
  const as = recordedIdentity(desk.rng, mother);
  desk.rows.write(
    birthTable,
    { validFrom: child.born, flag: as.flag },
    {
      child_person_key: certificate.key,
      child_id_kind: certificate.kind,
      child_id_number: certificate.number,
      mother_person_key: as.key,
      mother_id_kind: as.kind,
      mother_id_number: as.number,
      certificate_number:
        certificate.kind === 'BIRTH' ? certificate.number : desk.office.other('BIRTH').number,
      born_on: dayText(child.born),
      sex: child.sex,
      hospital: hospitalOf(desk, birth.town),
      division: birth.town.county,
    },
  );
}
