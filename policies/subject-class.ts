import { isDivisionCode, withinRegion } from '../identifiers/division.ts';
import { parsePersonKey } from '../identifiers/person-key.ts';
import type { SubjectCondition } from './language/policy-document.ts';
import { CLEARANCES, type Subject } from './vocabulary.ts';

/** Whether a subject's attributes have the types that conditions rely on. Whoever does not is permitted nothing. */
export function isWellFormed(subject: Subject): boolean {
  const { application, department, region, roles, organisation, person, clearance } = subject as Readonly<
    Record<keyof Subject, unknown>
  >;
  return (
    isName(application) &&
    isName(department) &&
    typeof region === 'string' &&
    isDivisionCode(region) &&
    Array.isArray(roles) &&
    roles.every(isName) &&
    (organisation === null || isName(organisation)) &&
    (person === null || (typeof person === 'string' && parsePersonKey(person) !== null)) &&
    CLEARANCES.some((known) => known === clearance)
  );
}

/** Whether a condition holds for a well-formed subject. */
export function matchesSubject(condition: SubjectCondition | 'everybody', subject: Subject): boolean {
  if (condition === 'everybody') return true;
  const { departments, roles, applications, regions, clearance } = condition;
  return (
    (!departments || departments.includes(subject.department)) &&
    (!roles || roles.some((role) => subject.roles.includes(role))) &&
    (!applications || applications.includes(subject.application)) &&
    (!regions || regions.some((region) => withinRegion(subject.region, region))) &&
    (clearance === undefined || subject.clearance >= clearance)
  );
}

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
