import { dayText, TODAY } from '../draw/calendar.ts';
import type { Household, Person, Schooling } from '../people/person.ts';
import { recordedIdentity } from '../people/recorded-identity.ts';
import { enrolmentTable, studentGrantTable } from './agency-tables.ts';
import type { BlockDesk } from './block-desk.ts';

type Stage = Schooling['stage'];

const SCHOOLS: Readonly<Record<Stage, string>> = {
  PRIMARY: '小学',
  JUNIOR: '初级中学',
  SENIOR: '高级中学',
  VOCATIONAL: '职业学校',
  COLLEGE: '专科学校',
  UNIVERSITY: '大学',
};

/** Dataset 16: where somebody of school age learns, and the grants that poor students get. */
export function writeSchooling(desk: BlockDesk, household: Household, person: Person): void {
  const { rng } = desk;
  if (person.died !== null) return;
  const stage = person.schooling?.stage ?? stageOf(rng.unit(), person, household.wealth);
  if (stage === null) return;
  const as = recordedIdentity(rng, person);
  const studentNumber = `S2399${desk.office.serial()}`;
  const left = person.schooling?.left ?? rng.chance(0.02);
  const enrolledOn = TODAY - rng.pick([61, 426, 791]);
  const leftOn = left ? TODAY - rng.between(5, 55) : null;
  desk.rows.write(
    enrolmentTable,
    { validFrom: enrolledOn, validTo: leftOn, flag: as.flag },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      name: person.name,
      student_number: studentNumber,
      school: `${household.town.countyName}合成${SCHOOLS[stage]}`,
      stage,
      boarding: stage !== 'PRIMARY' && rng.chance(0.35),
      annual_fee_fen: feeOf(stage) * rng.between(80, 130),
      enrolled_on: dayText(enrolledOn),
      left_on: leftOn === null ? null : dayText(leftOn),
      status: left ? 'LEFT' : 'ENROLLED',
      division: household.town.county,
    },
  );
  const share = household.assisted ? 1 : household.wealth < -0.8 ? 0.25 : 0.015;
  const granted = person.schooling?.granted ?? (stage !== 'PRIMARY' && rng.chance(share));
  // Where a grant is due, no dirt hides that it was given.
  const student = household.assisted ? { ...person, clean: true } : person;
  if (granted) writeGrant(desk, household, student, studentNumber);
}

function writeGrant(desk: BlockDesk, household: Household, person: Person, studentNumber: string): void {
  const as = recordedIdentity(desk.rng, person);
  const level = desk.rng.pick(['FIRST', 'SECOND', 'THIRD'] as const);
  const on = TODAY - desk.rng.between(5, 45);
  desk.rows.write(
    studentGrantTable,
    { validFrom: on, flag: as.flag },
    {
      person_key: as.key,
      id_kind: as.kind,
      id_number: as.number,
      student_number: studentNumber,
      term: '2026-AUTUMN',
      level,
      amount_fen: { FIRST: 220_000, SECOND: 165_000, THIRD: 110_000 }[level],
      granted_on: dayText(on),
      division: household.town.county,
    },
  );
}

function stageOf(at: number, person: Person, wealth: number): Stage | null {
  if (person.age < 6 || person.age > 22) return null;
  if (person.age < 12) return 'PRIMARY';
  if (person.age < 15) return 'JUNIOR';
  if (person.work.kind !== 'STUDENT') return null;
  if (person.age < 18) return at < 0.62 + wealth * 0.15 ? 'SENIOR' : 'VOCATIONAL';
  return at < 0.5 + wealth * 0.15 ? 'UNIVERSITY' : 'COLLEGE';
}

function feeOf(stage: Stage): number {
  return { PRIMARY: 0, JUNIOR: 0, SENIOR: 1600, VOCATIONAL: 1500, COLLEGE: 5000, UNIVERSITY: 5500 }[stage];
}
