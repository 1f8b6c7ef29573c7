import type { WhatIsRead } from '../../../kit/following/judge-event.ts';

/**
 * By the key of which entity the records of which types are reached: a change of such a record concerns whoever came by
 * the entity, and a change of another does not. A firm with a thousand people is no reason to read them all when one of
 * them leaves.
 */
const REACHED_BY: Readonly<Record<string, readonly string[]>> = {
  // Other members of the household: whether they work or can, and who they are.
  Person: [
    'Person',
    'InsuranceInterval',
    'BenefitInterval',
    'EmploymentRegistration',
    'Enrolment',
    'DisabilityCertificate',
  ],
  Household: ['Household', 'Person'],
  Enterprise: ['Enterprise'],
  AssistanceFamily: ['AssistanceFamily'],
};

/** What hangs on the person alone. */
const OF_PERSON = ['TrainingRecord', 'DeathCertificate', 'Cremation', 'AssistanceMember'] as const;

/** The types of the operations in this folder, and whose records they are. */
export const REPOSITORY_READS: WhatIsRead = {
  types: new Set([...Object.values(REACHED_BY).flat(), ...OF_PERSON]),
  agencies: new Set([
    'labour',
    'civil-affairs',
    'household-registration',
    'health',
    'business-registry',
    'education',
  ]),
  computing: new Set(),
  concludes: false,
};

/** Whether a change of records of these types concerns those who came by an entity of that type. */
export function isReachedBy(entityType: string, changed: readonly string[]): boolean {
  const reached = REACHED_BY[entityType] ?? [];
  return changed.some((type) => reached.includes(type));
}
