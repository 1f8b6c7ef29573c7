import type { HouseholdMemberFacts, Known, PriorityDataset, PriorityFacts } from '../priority-facts.ts';

/** Up to when the sources of these facts are complete. */
export const AS_OF = '2026-10-31';

export function known<T>(dataset: PriorityDataset, value: T): Known<T> {
  return { known: true, dataset, value, asOf: AS_OF };
}

export function unknown(dataset: PriorityDataset): Known<never> {
  return { known: false, dataset };
}

/** A man of 36, at work, of whom everything is known and nothing else is so; synthetic as everybody here. */
export function factsOf(more: Partial<PriorityFacts> = {}): PriorityFacts {
  return {
    personKey: 'RID:239901199001010019',
    division: known('POPULATION', '230202'),
    birthDate: known('POPULATION', '1990-01-01'),
    sex: known('POPULATION', 'MALE'),
    unemployedSince: known('EMPLOYMENT_REGISTRATION', null),
    disability: known('DISABILITY', null),
    dibao: known('ASSISTANCE', null),
    landless: known('LAND', null),
    graduatedOn: known('EDUCATION', null),
    household: known('HOUSEHOLD', null),
    ...more,
  };
}

/** Somebody of 40 in a household, registered as unemployed since New Year. */
export function memberOf(more: Partial<HouseholdMemberFacts> = {}): HouseholdMemberFacts {
  return {
    personKey: 'RID:239901198601010018',
    birthDate: known('POPULATION', '1986-01-01'),
    unemployedSince: known('EMPLOYMENT_REGISTRATION', '2026-01-01'),
    working: known('SOCIAL_INSURANCE', false),
    excused: known('BENEFITS', false),
    ...more,
  };
}
