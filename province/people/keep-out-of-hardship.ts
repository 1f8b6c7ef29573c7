import { LAST_MONTH } from '../draw/calendar.ts';
import type { Household, Person } from './person.ts';

/**
 * Sees to it that a household without a running case is none of those that warnings and under-entitlement look for,
 * since a label must stand for each: those are planted, never drawn. Nobody left alone is unable to work and without an
 * income; of the urban unemployed one has work after all.
 */
export function keepOutOfHardship(household: Household): void {
  const living = household.people.filter(isLivingThere);
  const [first] = living;
  if (first !== undefined && living.length === 1) giveIncome(household, first);
  const known = living.filter(({ sharedNumber }) => !sharedNumber);
  const unemployed = known.filter(({ work }) => work.kind === 'UNEMPLOYED');
  if (household.town.setting !== 'URBAN' || unemployed.length === 0) return;
  // Records of work that lose their key would make the household look as if nobody worked.
  for (const person of household.people) person.clean = true;
  if (known.some((person) => person.age < WORKING_AGE_ENDS && WORKS.has(person.work.kind))) return;
  for (const person of unemployed.slice(0, household.poor ? unemployed.length : 1))
    person.work = workFor(household);
}

/** Ages are told in whole years by a mean year: a year below the law's age is on the safe side. */
const TEKUN_AGE_NEAR = 59;
const WORKING_AGE_ENDS = 59;
const WORKS: ReadonlySet<Person['work']['kind']> = new Set(['EMPLOYEE', 'PUBLIC', 'FLEXIBLE']);

function isLivingThere(person: Person): boolean {
  return person.died === null && (person.registered?.status ?? 'NORMAL') === 'NORMAL';
}

function giveIncome(household: Household, alone: Person): void {
  if (alone.age >= TEKUN_AGE_NEAR) {
    if (alone.work.kind !== 'PENSIONER') alone.work = { kind: 'PENSIONER', pensionFen: 240_000 };
  } else if (alone.disability !== null && !WORKS.has(alone.work.kind)) {
    alone.disability = { kind: alone.disability.kind, grade: 4 };
  }
  for (const person of household.people) person.clean = true;
}

function workFor({ poor }: Household): Person['work'] {
  return poor ? { kind: 'FLEXIBLE' } : { kind: 'EMPLOYEE', wageFen: 420_000, since: LAST_MONTH - 14 };
}
