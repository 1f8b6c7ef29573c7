import { TODAY, type Day } from '../draw/calendar.ts';
import { drawGivenName, drawSurname } from '../draw/names.ts';
import type { NumberOffice } from '../draw/numbers.ts';
import type { Prng } from '../draw/prng.ts';
import type { Town } from '../draw/towns.ts';
import { drawDisability, drawIllness } from './draw-health.ts';
import { drawWork } from './draw-work.ts';
import type { Household, Person, Relation, Sex } from './person.ts';

export type Composition =
  | 'ADULT'
  | 'ELDER'
  /** Of eighty and over, alone. */
  | 'OLD_ELDER'
  | 'COUPLE'
  | 'ELDER_COUPLE'
  | 'NUCLEAR'
  | 'SINGLE_PARENT'
  | 'THREE_GENERATIONS'
  /** A couple with a child of an age to be at a university. */
  | 'WITH_STUDENT';

export interface HouseholdWish {
  readonly poor: boolean;
  readonly assisted: boolean;
  readonly town: Town;
  /** Drawn where absent. */
  readonly composition?: Composition;
  /** Whether members may be severely disabled: only where a planted case does not forbid it. */
  readonly severe: boolean;
  /** The most people that still fit into the block. */
  readonly room: number;
}

interface Place {
  readonly relation: Relation;
  readonly sex: Sex;
  readonly age: number;
  readonly surname: string;
}

const ORDINARY: readonly (readonly [Composition, number])[] = [
  ['NUCLEAR', 0.36],
  ['COUPLE', 0.54],
  ['ADULT', 0.66],
  ['ELDER_COUPLE', 0.78],
  ['THREE_GENERATIONS', 0.87],
  ['ELDER', 0.95],
  ['SINGLE_PARENT', 1],
];
const POOR: readonly (readonly [Composition, number])[] = [
  ['ELDER', 0.3],
  ['ADULT', 0.55],
  ['NUCLEAR', 0.7],
  ['ELDER_COUPLE', 0.82],
  ['SINGLE_PARENT', 0.94],
  ['THREE_GENERATIONS', 1],
];
const LARGEST: Readonly<Record<Composition, number>> = {
  ADULT: 1,
  ELDER: 1,
  OLD_ELDER: 1,
  COUPLE: 2,
  ELDER_COUPLE: 2,
  SINGLE_PARENT: 2,
  NUCLEAR: 4,
  THREE_GENERATIONS: 5,
  WITH_STUDENT: 3,
};

/** A household whose parts hang together: kinship, ages, work, health and wealth. */
export function makeHousehold(rng: Prng, office: NumberOffice, wish: HouseholdWish): Household {
  const wanted = wish.composition ?? drawComposition(rng, wish.poor);
  const composition = LARGEST[wanted] > wish.room ? 'ADULT' : wanted;
  const wealth = wish.poor ? -1.6 + rng.bell() * 0.3 : 0.12 + rng.bell();
  const people = placesOf(rng, composition).map((place) => makePerson(rng, office, place, wish, wealth));
  const household: Household = {
    number: `${wish.town.county}${String(office.serial()).padStart(9, '0')}`,
    town: wish.town,
    people,
    wealth,
    poor: wish.poor,
    assisted: wish.assisted,
    ordinaryHome: true,
  };
  if (!wish.assisted || !wish.severe) temperDisability(household);
  return household;
}

/**
 * A severely disabled person outside assistance is always beside somebody with an income on record: otherwise the
 * household would be a missed one by accident.
 */
function temperDisability(household: Household): void {
  const earner = household.people.some(
    (person) =>
      person.died === null &&
      (person.work.kind === 'EMPLOYEE' || person.work.kind === 'PUBLIC' || person.work.kind === 'PENSIONER'),
  );
  for (const person of household.people) {
    if (person.disability === null || person.disability.grade > 2) continue;
    if (!earner) person.disability = { kind: person.disability.kind, grade: 4 };
    else for (const member of household.people) member.clean = true;
  }
}

function drawComposition(rng: Prng, poor: boolean): Composition {
  const at = rng.unit();
  return (poor ? POOR : ORDINARY).find(([, upTo]) => at < upTo)?.[0] ?? 'ADULT';
}

function placesOf(rng: Prng, composition: Composition): readonly Place[] {
  const [surname, other] = [drawSurname(rng), drawSurname(rng)];
  const headSex: Sex = rng.chance(0.72) ? 'MALE' : 'FEMALE';
  const spouseSex: Sex = headSex === 'MALE' ? 'FEMALE' : 'MALE';
  const oldest = composition === 'OLD_ELDER';
  const elder = oldest || composition === 'ELDER' || composition === 'ELDER_COUPLE';
  const student = composition === 'WITH_STUDENT';
  const parent =
    composition === 'NUCLEAR' ||
    composition === 'SINGLE_PARENT' ||
    composition === 'THREE_GENERATIONS' ||
    student;
  const age = drawHeadAge(rng, { elder, oldest, parent, student });
  const places: Place[] = [{ relation: 'HEAD', sex: headSex, age, surname }];
  if (LARGEST[composition] > 1 && composition !== 'SINGLE_PARENT') {
    const spouseAge = Math.max(22, age + rng.between(-4, 3));
    places.push({ relation: 'SPOUSE', sex: spouseSex, age: spouseAge, surname: other });
  }
  if (parent) {
    const familyName = headSex === 'MALE' ? surname : other;
    const children = composition === 'NUCLEAR' && rng.chance(0.3) ? 2 : 1;
    for (let i = 0; i < children; i++) {
      const childAge = student ? rng.between(19, 21) : Math.max(0, age - rng.between(22, 31) - i * 3);
      const sex: Sex = rng.chance(0.51) ? 'MALE' : 'FEMALE';
      places.push({ relation: 'CHILD', sex, age: childAge, surname: familyName });
    }
  }
  if (composition === 'THREE_GENERATIONS') {
    const gap = rng.between(22, 30);
    places.push({ relation: 'PARENT', sex: 'FEMALE', age: age + gap, surname: drawSurname(rng) });
    if (rng.chance(0.5)) places.push({ relation: 'PARENT', sex: 'MALE', age: age + gap + 1, surname });
  }
  return places;
}

function drawHeadAge(
  rng: Prng,
  home: Readonly<Record<'elder' | 'oldest' | 'parent' | 'student', boolean>>,
): number {
  if (home.oldest) return rng.between(81, 88);
  if (home.elder) return rng.between(62, 88);
  if (home.student) return rng.between(45, 52);
  return home.parent ? rng.between(27, 52) : rng.between(23, 59);
}

function makePerson(
  rng: Prng,
  office: NumberOffice,
  place: Place,
  wish: HouseholdWish,
  wealth: number,
): Person {
  const wanted = TODAY - Math.floor((place.age + rng.unit()) * 365.2425) - 1;
  const { born, ...identity } = office.resident(Math.max(wanted, -25_000), place.sex);
  const age = Math.floor((TODAY - born) / 365.2425);
  const died = wish.poor ? null : drawDeath(rng, age);
  const disability = drawDisability(rng, age, wish.poor, wish.severe);
  return {
    identity,
    name: place.surname + drawGivenName(rng, place.sex),
    sex: place.sex,
    born,
    age,
    relation: place.relation,
    work: drawWork(rng, {
      age,
      wealth,
      disability,
      died,
      poor: wish.poor,
      setting: wish.town.setting,
    }),
    disability,
    illness: drawIllness(rng, age, wish.poor),
    died,
    registered: null,
    clean: false,
    sharedNumber: false,
    schooling: null,
    certifiedOn: null,
    unseen: false,
  };
}

/** Died within the last twenty months, likelier the older. */
function drawDeath(rng: Prng, age: number): Day | null {
  const yearly = age < 40 ? 0.0006 : age < 60 ? 0.004 : age < 75 ? 0.018 : 0.07;
  if (age < 1 || !rng.chance(yearly * 1.6)) return null;
  return TODAY - rng.between(12, 600);
}
